/** What can stand in the audit trail. The codes are stored, so they never change their meaning. */
export type AuditAction =
  | 'campaign.create'
  | 'campaign.end'
  | 'campaign.pause'
  | 'campaign.resume'
  | 'campaign.update'
  | 'department.merge'
  | 'department.move'
  | 'department.rename'
  | 'department.withdraw'
  | 'held.accept'
  | 'held.reject'
  | 'person.erase'
  | 'person.show'
  | 'profile.delete'
  | 'profile.save'
  | 'roster.import'
  | 'roster.undo'
  | 'scim.change'
  | 'scim.confirm'
  | 'scim.create'
  | 'scim.mode'
  | 'scim.remove'
  | 'scim.replace'
  | 'sending.start'
  | 'sending.stop'
  | 'token.create'
  | 'token.revoke';

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
