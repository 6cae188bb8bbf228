/** A JSON object whose shape is not trusted: Block Kit as some app posted it. */
export type Json = Readonly<Record<string, unknown>>;

const nothing: Json = {};

/** The value as an object, or an empty one: a malformed block must never take the page down. */
export function asObject(value: unknown): Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value))
    : nothing;
}

export function objectAt(json: Json, key: string): Json {
  return asObject(json[key]);
}

export function has(json: Json, key: string): boolean {
  return json[key] !== undefined && json[key] !== null;
}

export function stringAt(json: Json, key: string): string {
  const value = json[key];
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';
}

export function numberAt(json: Json, key: string): number | undefined {
  const value = json[key];
  return typeof value === 'number' ? value : undefined;
}

export function flagAt(json: Json, key: string): boolean {
  return json[key] === true;
}

export function listAt(json: Json, key: string): readonly unknown[] {
  const value = json[key];
  return Array.isArray(value) ? value : [];
}

export function objectsAt(json: Json, key: string): readonly Json[] {
  return listAt(json, key).map(asObject);
}

export function stringsAt(json: Json, key: string): readonly string[] {
  return listAt(json, key).filter((value) => typeof value === 'string');
}

/** The `text` of a text object (plain_text or mrkdwn) found under a key, unparsed. */
export function textAt(json: Json, key: string): string {
  return stringAt(objectAt(json, key), 'text');
}
