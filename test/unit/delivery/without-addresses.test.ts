import { expect, test } from 'vitest';
import { withoutAddresses } from '../../../src/delivery/without-addresses.ts';

test.each([
  ['550 5.1.1 <anna.berg@kommun.test>: no such user', '550 5.1.1 <…@kommun.test>: no such user'],
  ['550 "anna@a.test" and bo@b.test unknown', '550 "…@a.test" and …@b.test unknown'],
  ['to=anna@a.test; again', 'to=…@a.test; again'],
  ['åsa.öberg@kommun.test finns inte', '…@kommun.test finns inte'],
  ['451 4.7.1 try later', '451 4.7.1 try later'],
])('rule 11: %j names nobody', (reply, shown) => {
  expect(withoutAddresses(reply)).toBe(shown);
});
