import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseProjectReference } from '../../../src/domain/export/project-reference.ts';

const UUID = 'f5057fee-4c3e-4459-82dd-21250b729601';
const OTHER = '623dd8df-0cd5-4cc6-b137-bdc5f41fcb28';
const PAGE = `https://contribute.data.humancellatlas.org/projects/detail?uuid=${UUID}`;

test.each([
  UUID,
  UUID.toUpperCase(),
  `  ${UUID}\n`,
  `\`${UUID}\``,
  `<${UUID}>`,
  `&lt;${UUID}&gt;`,
  `“${UUID}”`,
  `${UUID}, please`,
  `FetalGutSim ${UUID}`,
  `${UUID} ${UUID.toUpperCase()}`,
  `${UUID.slice(0, 12)}\u200b${UUID.slice(12)}`,
  PAGE,
  `<${PAGE}>`,
  `<${PAGE}|${PAGE}>`,
  `<${PAGE}&amp;tab=data|the project>`,
  `${PAGE}#overview`,
  `${PAGE} thanks!`,
  `https://contribute.example.org/#/projects/detail?uuid=${UUID}`,
  `https://contribute.example.org/projects/detail;uuid=${UUID}`,
  `https://contribute.example.org/submissions/detail?uuid=${OTHER}&project=${UUID}`,
  `https://explore.example.org/projects/${UUID}`,
])('a project by its UUID: %s', (words) => {
  expect(parseProjectReference(words)).toEqual({ kind: 'uuid', uuid: UUID });
});

test.each([
  ['FetalGutSim', 'FetalGutSim'],
  ['  "FetalGutSim" ', 'FetalGutSim'],
  ['`FetalGutSim`', 'FetalGutSim'],
  ['“‘FetalGutSim’”', 'FetalGutSim'],
  ['*_FetalGutSim_*', 'FetalGutSim'],
  ['fetal   gut', 'fetal gut'],
  ['Heart &amp; Lung', 'Heart & Lung'],
  ['<https://example.org/x|FetalGutSim>', 'FetalGutSim'],
  [`${UUID}0`, `${UUID}0`],
  [`${UUID} ${OTHER}`, `${UUID} ${OTHER}`],
  ['', ''],
  ['"', '"'],
])('a project by its name: %s', (words, name) => {
  expect(parseProjectReference(words)).toEqual({ kind: 'name', words: name });
});

test('never throws, stays bounded, and finds no UUID that is not there', () => {
  const words = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 2000 }),
    fc.tuple(fc.string(), fc.uuid(), fc.string()).map((parts) => parts.join(' ')),
    fc.uuid().map((uuid) => `<https://x.example/?uuid=${uuid}|${uuid}>`),
    fc.string({ unit: fc.constantFrom('<', '>', '|', '"', '`', '&', 'lt;', ' '), maxLength: 1000 }),
  );
  fc.assert(
    fc.property(words, (given) => {
      const reference = parseProjectReference(given);
      if (reference.kind === 'uuid') {
        expect(given.toLowerCase().replace(/\p{Cf}/gu, '')).toContain(reference.uuid);
      } else expect(reference.words.length).toBeLessThanOrEqual(200);
    }),
  );
});

test('any UUID in any case is understood', () => {
  fc.assert(
    fc.property(fc.uuid(), fc.boolean(), (uuid, upper) => {
      expect(parseProjectReference(upper ? uuid.toUpperCase() : uuid)).toEqual({
        kind: 'uuid',
        uuid,
      });
    }),
  );
});
