/** Files that were shared in conversations, and uploads that are not shared yet. In memory, as messages are. */

export interface SharedFile {
  readonly id: string; // F…
  readonly name: string;
  readonly title: string;
  readonly mimetype: string;
  readonly content: Buffer;
  readonly ownerId: string;
}

interface Upload {
  readonly id: string;
  readonly name: string;
  readonly length: number;
  content?: Buffer;
}

const MIMETYPES: Readonly<Record<string, string>> = {
  csv: 'text/csv',
  tsv: 'text/tab-separated-values',
  json: 'application/json',
  png: 'image/png',
  txt: 'text/plain',
};

export class Files {
  readonly #uploads = new Map<string, Upload>(); // by id
  readonly #shared = new Map<string, SharedFile>();

  begin(upload: { readonly id: string; readonly name: string; readonly length: number }): void {
    this.#uploads.set(upload.id, { ...upload });
  }

  /** False when nobody announced it, or it has another length than was announced. */
  receive(id: string, content: Buffer): boolean {
    const upload = this.#uploads.get(id);
    if (upload === undefined || upload.length !== content.length) return false;
    upload.content = content;
    return true;
  }

  /** What was uploaded, now to be seen; undefined when it has not arrived. */
  complete(id: string, title: string | undefined, ownerId: string): SharedFile | undefined {
    const upload = this.#uploads.get(id);
    if (upload?.content === undefined) return undefined;
    this.#uploads.delete(id);
    const { name, content } = upload;
    return this.share({ id, name, title: title ?? name, content, ownerId });
  }

  share(file: Omit<SharedFile, 'mimetype'>): SharedFile {
    const ending = file.name.split('.').at(-1)?.toLowerCase() ?? '';
    const shared = { ...file, mimetype: MIMETYPES[ending] ?? 'application/octet-stream' };
    this.#shared.set(file.id, shared);
    return shared;
  }

  find(id: string): SharedFile | undefined {
    return this.#shared.get(id);
  }

  clear(): void {
    this.#uploads.clear();
    this.#shared.clear();
  }
}
