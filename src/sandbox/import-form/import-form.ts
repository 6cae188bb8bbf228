import type { Route, ServiceAnswer } from '../http-service.ts';
import type { Ledger } from '../world/ledger.ts';
import { importFormFields, problemsOf } from './fields.ts';
import { formPage, thanksPage } from './form-page.ts';

export const importFormPath = '/forms/d/e/request-for-import/viewform';
const responsePath = '/forms/d/e/request-for-import/formResponse';

/** Every route of the import form: the page, prefilled from its address, and its answer. */
export function importFormRoutes(ledger: Ledger): readonly Route[] {
  return [
    {
      method: 'GET',
      path: importFormPath,
      answer: ({ query }) => html(200, formPage(responsePath, query)),
    },
    {
      method: 'POST',
      path: responsePath,
      answer({ body }) {
        const values = new URLSearchParams(body);
        const problems = problemsOf(values);
        if (problems.size > 0) return html(400, formPage(responsePath, values, problems));
        ledger.record.importRequests.push({
          at: ledger.now(),
          fields: Object.fromEntries(
            importFormFields.map(({ entry, label }) => [label, values.get(entry) ?? '']),
          ),
        });
        ledger.touch();
        return html(200, thanksPage());
      },
    },
  ];
}

function html(status: number, body: string): ServiceAnswer {
  return { status, headers: { 'content-type': 'text/html; charset=utf-8' }, body };
}
