/** Bounds on what is read from a staff list, kept while reading (DESIGN rule 14). */
export const rosterLimits = {
  /** Size of the file. */
  bytes: 100_000_000,
  /** Rows with something in them, the heading not counted. */
  rows: 200_000,
  /** All rows, blank ones included: as many as a spreadsheet has. */
  gridRows: 1_048_576,
  columns: 500,
  cellCharacters: 10_000,
  rowCharacters: 100_000,
  /** All cells together: a workbook may repeat one long text for ever at no cost to itself. */
  characters: 100_000_000,
  zipEntries: 2_000,
  /** One part of a workbook, unpacked; 200,000 rows of 17 columns are about 190 MB. */
  partBytes: 500_000_000,
  /** All parts that are read, unpacked. */
  workbookBytes: 600_000_000,
  /** Unpacked to packed. Sheets come to 30 at most; what is made to explode comes to 1,000. */
  inflation: 100,
  /** Below this many bytes a part may shrink as much as it likes. */
  inflationFrom: 8_000_000,
  /** Parts that describe the workbook and hold no rows. */
  smallPartBytes: 32_000_000,
  /** Sheets, relations, formats. */
  describedItems: 70_000,
  sharedTexts: 3_000_000,
  sharedTextBytes: 64_000_000,
  xmlDepth: 64,
  /** A text, an attribute or a comment, in characters as written; checked at each 64 kB. */
  xmlToken: 250_000,
};

export type RosterLimits = typeof rosterLimits;
