/**
 * What a reader may see (DESIGN rule 10): the whole organisation, or the departments with
 * these ids, which always form whole subtrees.
 */
export type VisibleDepartments = 'all' | ReadonlySet<number>;
