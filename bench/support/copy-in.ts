import type pg from 'pg';

/** The part of pg's connection that a query of one's own may use; its types leave it out. */
type CopyConnection = {
  query(text: string): void;
  sync(): void;
  sendCopyFromChunk(chunk: Buffer): void;
  endCopyFrom(): void;
  stream: NodeJS.WritableStream & { writableNeedDrain: boolean };
};

/** COPY … FROM STDIN with the chunks of `text`, at the pace at which the server takes them. */
export function copyIn(
  client: pg.PoolClient,
  statement: string,
  text: Iterable<string>,
): Promise<void> {
  return new Promise((resolve, reject) => {
    let failed: Error | undefined;
    const send = async (connection: CopyConnection) => {
      for (const chunk of text) {
        connection.sendCopyFromChunk(Buffer.from(chunk));
        const { stream } = connection;
        if (stream.writableNeedDrain)
          await new Promise<void>((go) => stream.once('drain', () => go()));
      }
      connection.endCopyFrom();
    };
    client.query({
      submit: (connection: CopyConnection) => connection.query(statement),
      handleCopyInResponse: (connection: CopyConnection) => {
        send(connection).catch(reject);
      },
      handleError: (error: Error) => {
        failed = error;
        reject(error);
      },
      handleReadyForQuery: () => (failed === undefined ? resolve() : undefined),
      handleCommandComplete: () => undefined,
      handleRowDescription: () => undefined,
      handleDataRow: () => undefined,
      handlePortalSuspended: () => undefined,
      handleEmptyQuery: () => undefined,
    } as unknown as pg.Submittable);
  });
}
