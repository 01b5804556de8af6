/** What can stand in the audit trail. The codes are stored, so they never change their meaning. */
export type AuditAction =
  | 'calendar.change'
  | 'campaign.create'
  | 'campaign.end'
  | 'campaign.last-day'
  | 'campaign.pause'
  | 'campaign.resume'
  | 'campaign.test'
  | 'campaign.update'
  | 'caps.change'
  | 'delivery.resend'
  | 'delivery.test'
  | 'delivery.write-off'
  | 'department.merge'
  | 'department.move'
  | 'department.place'
  | 'department.rename'
  | 'department.window'
  | 'department.withdraw'
  | 'held.accept'
  | 'held.reject'
  | 'draft.begin'
  | 'draft.change'
  | 'draft.drop'
  | 'hold.add'
  | 'hold.end'
  | 'person.erase'
  | 'person.list'
  | 'person.search'
  | 'person.show'
  | 'profile.delete'
  | 'profile.save'
  | 'reminders.change'
  | 'roster.discard'
  | 'roster.import'
  | 'roster.upload'
  | 'roster.undo'
  | 'scim.change'
  | 'scim.confirm'
  | 'scim.create'
  | 'scim.mode'
  | 'scim.remove'
  | 'scim.replace'
  | 'sending.limit'
  | 'sending.start'
  | 'sending.stop'
  | 'statistics.export'
  | 'statistics.k'
  | 'token.create'
  | 'token.revoke'
  | 'user.add'
  | 'user.grant'
  | 'user.left'
  | 'user.remove'
  | 'user.review'
  | 'user.revoke'
  | 'user.sign-in'
  | 'user.sign-out'
  | 'user.suspend';

/** What was done or looked at; who and when are added where it is recorded. */
export type AuditEntry = {
  action: AuditAction;
  /**
   * An id or a code, never a name, an address or an employment number: those must be able to end
   * while the row stays (DESIGN rule 15). A person is the id of the employee.
   */
  subject: string;
  /** Counts, and nothing else. */
  details?: Readonly<Record<string, number>>;
};
