import type { AuditAction, AuditEntry } from '../platform/audit-entry.ts';
import type { Upload } from './import-upload-document.ts';

/** What the audit trail says of an import: its number and counts. */
export function importAudit(
  action: Extract<AuditAction, 'roster.import' | 'roster.undo'>,
  { import: id, document }: Pick<Upload, 'import' | 'document'>,
): AuditEntry {
  const subject = String(id);
  if (action !== 'roster.import' || document === null) return { action, subject };
  const { joiners, leavers, movers, changed, held, rowsInError } = document;
  return { action, subject, details: { joiners, leavers, movers, changed, held, rowsInError } };
}
