/** Who sees campaigns, and who plans and changes them: see campaign-sight.service.ts for which. */
export const lookers = ['admin', 'leader', 'reader'] as const;
export const planners = ['admin', 'leader'] as const;
