/**
 * What a reader may see (DESIGN rule 10): the whole organisation, or the departments with
 * these ids, which always form whole subtrees.
 *
 * They do not follow a merge. A leader of X was trusted with X's people; that X has become part
 * of Y says nothing of Y's other people, and whoever leads Y now is for a person to decide. So
 * from the merge on X's leader sees X as it was (campaigns that ended before it, in the view as
 * it was then) and of today nothing, until somebody makes a token for Y. Y's leader sees what Y
 * now consists of, X's past included, since X comes to lie below Y.
 */
export type VisibleDepartments = 'all' | ReadonlySet<number>;
