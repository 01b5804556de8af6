import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

const endOfHead = Buffer.from('\r\n\r\n');

/**
 * Posts every form over so many connections that stay open, one after the other on each, with
 * as little work as can be; a client of its own so that the server is what is measured.
 * @throws Error at the first answer that is not 200.
 */
export async function postForms(
  port: number,
  path: string,
  forms: readonly string[],
  connections: number,
): Promise<void> {
  let next = 0;
  const lane = async () => {
    const socket = connect({ host: '127.0.0.1', port, noDelay: true });
    await once(socket, 'connect');
    for (let form = forms[next++]; form !== undefined; form = forms[next++]) {
      const head = `POST ${path} HTTP/1.1\r\nHost: kurs.example.org\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: ${form.length}\r\n\r\n`;
      const answered = readAnswer(socket);
      socket.write(head + form);
      const status = await answered;
      if (status !== 200) throw new Error(`The server answered ${status}.`);
    }
    socket.destroy();
  };
  await Promise.all(Array.from({ length: connections }, lane));
}

/** The status of the next answer, once it has come whole. */
function readAnswer(socket: Socket): Promise<number> {
  return new Promise((resolve, reject) => {
    let got: Buffer = Buffer.alloc(0);
    const read = (chunk: Buffer) => {
      got = got.length === 0 ? chunk : Buffer.concat([got, chunk]);
      const end = got.indexOf(endOfHead);
      if (end < 0) return;
      const head = got.toString('latin1', 0, end);
      const length = /content-length: (\d+)/i.exec(head)?.[1];
      if (length === undefined) return finish(new Error('An answer has no length.'));
      if (got.length < end + endOfHead.length + Number(length)) return;
      finish(undefined, Number(head.slice(9, 12)));
    };
    const lost = () => finish(new Error('The server closed a connection.'));
    function finish(error: Error | undefined, status = 0) {
      socket.off('data', read);
      socket.off('close', lost);
      if (error === undefined) resolve(status);
      else reject(error);
    }
    socket.on('data', read);
    socket.once('close', lost);
  });
}
