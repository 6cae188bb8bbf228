/** A file of the folder that is not what holds. */
export interface FileNews {
  readonly path: string; // push_datasets/new_project.yaml
  /** It is wrong; nobody has agreed to what it says; it is not there any more; a user of it has no role any more. */
  readonly why: 'set aside' | 'by hand' | 'taken out' | 'user gone';
  readonly line: number;
  readonly says: string; // what is wrong, and what to write instead; '' where nothing is
  /** When the version that holds instead was agreed to; absent where nothing of it holds. */
  readonly since?: Date | undefined;
}

/** What was told of a file, and since when it is no longer so. */
export interface FileStory {
  readonly news: FileNews;
  readonly over: Date | undefined;
  /** Something else is the matter with it since. */
  readonly isOtherwise: boolean;
}
