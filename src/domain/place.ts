/** Where a message stands in the chat. */
export interface MessageRef {
  readonly channel: string;
  readonly ts: string;
}

/** Where a message is to be posted. */
export interface Place {
  readonly channel: string;
  readonly thread?: string; // ts of the card
  readonly broadcast?: boolean;
}
