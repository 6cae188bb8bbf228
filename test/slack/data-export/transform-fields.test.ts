import type { KnownBlock } from '@slack/types';
import { describe, expect, it } from 'vitest';
import { EXPORT_FORMATS } from '../../../src/domain/data-export/format.ts';
import { exportRequest } from '../../../src/exports/request.ts';
import { faultsAt } from '../../../src/slack/data-export/asked.ts';
import { excesses } from '../../../src/slack/limits.ts';
import { exportDialog } from '../../../src/slack/views/data-export/dialog.ts';
import {
  readTransform,
  transformBlock,
  transformValues,
} from '../../../src/slack/views/data-export/transform-fields.ts';

const isKnown = (block: { readonly type: string }): block is KnownBlock => block.type !== '';
const fieldsOf = (extras: Parameters<typeof exportDialog>[0]['extras'], format = 'csv' as const) =>
  exportDialog({ memory: { ch: 'C0' }, format, chosen: [], misgivings: [], extras: extras ?? [] })
    .blocks.flatMap(({ block_id }) => block_id ?? [])
    .filter((id) => /^(extras|filter|sort|cast|rename|split)/.test(id));

describe('rows and files in the dialog', () => {
  it('take room only once they are ticked', () => {
    expect(fieldsOf([])).toEqual(['extras']);
    expect(fieldsOf(['merge'])).toEqual(['extras']);
    expect(fieldsOf(['rename', 'sort', 'cast'])).toEqual([
      ...['extras', 'sort_columns', 'sort_order'],
      ...['cast_columns', 'cast_to', 'cast_otherwise', 'rename_columns'],
    ]);
    expect(fieldsOf(['split'])).toEqual(['extras', 'split_by', 'split_value']);
    expect(fieldsOf(['filter'])).toHaveLength(2 + 3 * 3);
  });

  it('fit into Slack’s limits in every format, all ticked', () => {
    for (const format of EXPORT_FORMATS) {
      const state = { memory: { ch: 'C0', p: 1 }, format, chosen: [], misgivings: [] };
      const { blocks } = exportDialog({
        ...state,
        extras: ['filter', 'sort', 'cast', 'rename', 'split', 'merge'],
      });
      expect(excesses(blocks.filter(isKnown), 'modal')).toEqual([]);
      expect(blocks.length).toBeLessThan(40);
    }
  });

  it.each([
    [{}, null],
    [{ extras: 'merge' }, { merge: true }],
    [
      {
        extras: 'filter',
        filter_of: 'any',
        filter_1_column: 'padj',
        filter_1_operator: '<',
        filter_1_value: '0.05',
        filter_3_column: 'gene',
        filter_3_operator: 'in',
        filter_3_value: 'TP53, MYC',
      },
      {
        filter: {
          any: [
            { column: 'padj', operator: '<', value: '0.05' },
            { column: 'gene', operator: 'in', value: ['TP53', 'MYC'] },
          ],
        },
      },
    ],
    [
      {
        extras: 'split\nfilter',
        filter_2_column: 'x',
        filter_2_operator: 'is missing',
        split_by: 'column',
        split_value: 'cell',
      },
      { filter: { all: [{ column: 'x', operator: 'is missing' }] }, split: { column: 'cell' } },
    ],
    [
      {
        extras: 'sort\ncast\nrename',
        sort_columns: 'padj\n gene ',
        sort_order: 'down',
        cast_columns: 'n',
        cast_to: 'integer',
        cast_otherwise: 'missing',
        rename_columns: 'padj = FDR\nx=a=b',
      },
      {
        sort: [
          { column: 'padj', descending: true },
          { column: 'gene', descending: true },
        ],
        cast: [{ column: 'n', to: 'integer', otherwise: 'missing' }],
        rename: { padj: 'FDR', x: 'a=b' },
      },
    ],
    [{ extras: 'split', split_by: 'megabytes', split_value: '2.5' }, { split: { megabytes: 2.5 } }],
  ])('are read as the REST interface takes them: %j', (values, expected) => {
    expect(readTransform(values)).toEqual(expected);
    const asked = { name: 'x', file_ids: [1, 2], transform: expected };
    expect(exportRequest.safeParse(asked).success).toBe(true);
    // Edited later, it is in the dialog as it was.
    const again = exportRequest.parse(asked).transform;
    if (again) expect(readTransform(transformValues(again))).toEqual(expected);
  });

  it.each([
    [{ extras: 'filter' }, 'filter_1_column'],
    [{ extras: 'filter', filter_2_value: '7' }, 'filter_2_column'],
    [{ extras: 'filter', filter_2_column: 'a' }, 'filter_2_value'],
    [
      {
        extras: 'filter',
        filter_3_column: 'a',
        filter_3_operator: 'is missing',
        filter_3_value: '1',
      },
      'filter_3_value',
    ],
    [{ extras: 'split', split_by: 'rows', split_value: 'many' }, 'split_value'],
    [{ extras: 'split', split_by: 'rows', split_value: '0' }, 'split_value'],
    [{ extras: 'merge' }, 'extras'],
    [{ extras: 'sort' }, 'sort_columns'],
    [{ extras: 'cast', cast_columns: 'a', cast_to: 'colour' }, 'cast_columns'],
    [{ extras: 'rename', rename_columns: 'padj' }, 'rename_columns'],
  ])('have their faults at their fields: %j', (values, block) => {
    const asked = { name: 'x', file_ids: [1], transform: readTransform(values) };
    const read = exportRequest.safeParse(asked);
    const blocks = read.error?.issues.map(({ path: [, ...deeper] }) =>
      transformBlock(values, deeper.map(String)),
    );
    expect(blocks).toContain(block);
  });

  it.each([
    [{ extras: 'filter' }, { filter_1_column: 'Name a column, or take the tick away above.' }],
    [
      { extras: 'filter', filter_2_value: '7' },
      { filter_2_column: 'Name a column, or take the tick away above.' },
    ],
  ])('say in words what is not filled in: %j', (values, faults) => {
    const read = exportRequest.safeParse({
      ...{ name: 'x', file_ids: [1], transform: readTransform(values) },
    });
    expect(faultsAt(values, read.error?.issues ?? [])).toEqual(faults);
  });
});
