/**
 * A relay's reply without the people in it: replies quote the recipient, and whoever looks after
 * delivery need not know who that is (DESIGN rule 11). The domain stays, since it tells where the
 * fault lies.
 */
export function withoutAddresses(reply: string): string {
  return reply.replace(/[^\s<>"'(),;:=]+@([^\s<>"'(),;:]+)/g, '…@$1');
}
