import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import ipaddr from 'ipaddr.js';

const TYPES = { A: 1, CNAME: 5, AAAA: 28 } as const;

interface Answer {
  readonly type: keyof typeof TYPES;
  readonly data: string; // an address, or for CNAME a name
  readonly name?: string; // unless it is the one that was asked for
}

/** `asked`: how often this name and type were before. */
export type Zone = (type: 'A' | 'AAAA', asked: number) => readonly Answer[];

export interface NameServer extends AsyncDisposable {
  readonly address: string; // with its port
  /** Of all names, since it began. */
  readonly questions: () => number;
}

/** A name server on loopback that answers over UDP, each answer good for no time at all. */
export async function openNameServer(zones: Readonly<Record<string, Zone>>): Promise<NameServer> {
  const asked = new Map<string, number>();
  let questions = 0;
  const socket = createSocket('udp4');
  socket.on('message', (query, { port, address }) => {
    const { name, type, end } = questionIn(query);
    questions += 1;
    const kind = type === TYPES.A ? 'A' : 'AAAA';
    const key = `${kind} ${name}`;
    const before = asked.get(key) ?? 0;
    asked.set(key, before + 1);
    const zone = zones[name];
    const answers = zone?.(kind, before) ?? [];
    const head = Buffer.from(query.subarray(0, 12));
    head.writeUInt16BE(zone === undefined ? 0x8183 : 0x8180, 2); // no such name, or an answer
    head.writeUInt16BE(answers.length, 6);
    head.fill(0, 8, 12); // no authorities, nothing besides
    const records = answers.map((one) => recordOf({ name, ...one }));
    socket.send(Buffer.concat([head, query.subarray(12, end), ...records]), port, address);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return {
    address: `127.0.0.1:${socket.address().port}`,
    questions: () => questions,
    async [Symbol.asyncDispose]() {
      await new Promise<void>((resolve) => void socket.close(resolve));
    },
  };
}

function questionIn(query: Buffer): { name: string; type: number; end: number } {
  const labels: string[] = [];
  let at = 12;
  for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  return { name: labels.join('.').toLowerCase(), type: query.readUInt16BE(at + 1), end: at + 5 };
}

function recordOf({ name, type, data }: Required<Answer>): Buffer {
  const content = type === 'CNAME' ? nameIn(data) : Buffer.from(ipaddr.parse(data).toByteArray());
  const fixed = Buffer.alloc(10); // type, class, 4 bytes of 0 for how long it is good, length
  fixed.writeUInt16BE(TYPES[type], 0);
  fixed.writeUInt16BE(1, 2);
  fixed.writeUInt16BE(content.length, 8);
  return Buffer.concat([nameIn(name), fixed, content]);
}

function nameIn(name: string): Buffer {
  const labels = name
    .split('.')
    .map((label) => Buffer.from(`${String.fromCharCode(label.length)}${label}`, 'latin1'));
  return Buffer.concat([...labels, Buffer.from([0])]);
}
