import { z } from 'zod';
import type { Upload } from './import-upload-document.ts';

const count = z.int();
const someone = { number: z.string(), name: z.string(), department: z.string().nullable() };

const diff = z.object({
  joiners: count,
  leavers: count,
  movers: count,
  changed: count,
  held: count.describe('People left as they are until someone has looked at them.'),
  rowsInError: count,
  protected: count.describe('People with a protected identity, who are not stored.'),
  withoutEmail: count,
  people: count,
  departments: count,
  errors: z
    .array(z.object({ row: z.int(), column: z.string(), value: z.string(), message: z.string() }))
    .describe('The first 200; these rows keep the old state.'),
  brake: z
    .array(z.looseObject({ kind: z.string() }))
    .describe('Why leavers must be confirmed; empty where they need not be.'),
  confirm: z
    .object({ leavers: count.nullable(), noProtection: z.boolean() })
    .describe('What a confirmation must hold: confirmLeavers, confirmNoProtection.'),
  lists: z
    .object({
      joiners: z.array(z.object(someone)),
      leavers: z.array(z.object(someone)),
      movers: z.array(z.object({ ...someone, from: z.string().nullable() })),
      changed: z.array(z.object({ ...someone, what: z.array(z.string()) })),
      held: z.array(
        z.object({ number: z.string(), name: z.string(), owner: z.string().nullable() }),
      ),
    })
    .describe('The first 200 of each.'),
});

/** An import as other systems see it. */
export const importSchema = z
  .object({
    id: z.uuid(),
    status: z.enum([
      'receiving',
      'received',
      'queued',
      'reading',
      'staged',
      'applying',
      'applied',
      'undone',
      'discarded',
      'failed',
    ]),
    import: z.int().nullable().describe('Its number for `roster undo` and `roster history`.'),
    fileName: z.string(),
    source: z.string().nullable(),
    rowsRead: z.int(),
    createdAt: z.iso.datetime(),
    error: z.object({ code: z.string(), detail: z.string().nullable() }).nullable(),
    diff: diff.nullable(),
    links: z.object({ self: z.string(), confirm: z.string(), undo: z.string() }),
  })
  .describe('An import of the staff list.');

export function importView(upload: Upload, publicUrl: string): z.infer<typeof importSchema> {
  const self = `${publicUrl}/api/v1/roster/imports/${upload.id}`;
  return {
    id: upload.id,
    status: upload.status,
    import: upload.import,
    fileName: upload.fileName,
    source: upload.fields.source,
    rowsRead: upload.rowsRead,
    createdAt: upload.createdAt.toISOString(),
    error: upload.error,
    diff: upload.document,
    links: { self, confirm: `${self}/confirm`, undo: `${self}/undo` },
  };
}
