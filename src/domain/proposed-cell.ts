/** What somebody wrote into a cell of a spreadsheet that the bot fills. */
export interface ProposedCell {
  readonly sheet: 'discover' | 'track';
  readonly accession: string;
  readonly title: string; // of the column
  readonly was: string;
  readonly proposed: string;
  readonly seenAt: Date;
}

/** What a channel is told of them, once. */
export interface ProposalNews {
  readonly count: number;
  readonly first: readonly ProposedCell[]; // some of them, oldest first
  readonly address: string; // of the spreadsheet
}
