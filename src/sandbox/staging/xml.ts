import type { ServiceAnswer } from '../http-service.ts';

const namespace = 'http://s3.amazonaws.com/doc/2006-03-01/';

export type XmlValue = string | number | boolean | undefined | readonly Xml[] | Xml;
export interface Xml {
  readonly [tag: string]: XmlValue;
}

/** An S3 answer. An array becomes one element per item, undefined becomes nothing. */
export function xml(status: number, root: string, content: Xml): ServiceAnswer {
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n<${root} xmlns="${namespace}">${render(content)}</${root}>`;
  return { status, headers: { 'content-type': 'application/xml' }, body };
}

export function xmlError(status: number, code: string, message: string): ServiceAnswer {
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n<Error>${render({
    Code: code,
    Message: message,
  })}</Error>`;
  return { status, headers: { 'content-type': 'application/xml' }, body };
}

function render(content: Xml): string {
  return Object.entries(content)
    .map(([tag, value]) => element(tag, value))
    .join('');
}

function element(tag: string, value: XmlValue): string {
  if (value === undefined) return '';
  if (isList(value)) return value.map((item) => element(tag, item)).join('');
  const inner = typeof value === 'object' ? render(value) : escaped(String(value));
  return `<${tag}>${inner}</${tag}>`;
}

function isList(value: XmlValue): value is readonly Xml[] {
  return Array.isArray(value);
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
