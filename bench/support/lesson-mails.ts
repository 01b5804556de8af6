import { createLessonMails, type LessonMails } from '../../src/delivery/lesson-mail.loader.ts';

export const publicUrl = 'https://kurs.example.org';
export const mailFrom = 'Säkerhetskursen <kurs@example.org>';

/** The real lesson mail, as an ordinary municipality would set it up. */
export function benchMails(): LessonMails {
  return createLessonMails({
    organisation: 'Exempelstads kommun',
    helpContact: 'kurs-hjalp@example.org',
    privacyContact: 'dataskydd@example.org',
    mailFrom,
    replyTo: 'kurs-hjalp@example.org',
    publicUrl,
    trial: false,
  });
}
