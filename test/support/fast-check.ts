import fc from 'fast-check';

/**
 * Properties run on the same cases every time, so that a run says something of the change at
 * hand; FAST_CHECK_SEED=random (or a number) looks further.
 */
const wanted = process.env.FAST_CHECK_SEED ?? '20260831';
if (wanted !== 'random') fc.configureGlobal({ seed: Number(wanted) });
