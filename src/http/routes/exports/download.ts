import type { App } from '../../app.ts';
import type { Behind } from '../../auth.ts';
import type { Fault } from '../../error-status.ts';
import { sendFault } from '../../pages/fault.ts';
import { LINK_FAULTS, STANDING_BY } from '../../problems/fault.ts';
import type { Refuse } from '../../problems/problem.ts';
import { outside } from '../../range.ts';
import { sendContent } from './content.ts';

const USED: Fault = {
  code: 'link used',
  status: 410,
  title: 'This link was good for one download',
  detail: 'Ask for a new one where it was given to you.',
};

/** What exports made, for whoever has a signed link: a browser brings nothing else, so no key is asked for. */
export function downloadRoutes(
  app: App,
  needs: { readonly behind: () => Behind | undefined; readonly refuse: Refuse },
): void {
  const { refuse } = needs;
  app.route({
    method: ['GET', 'HEAD'],
    url: '/api/data-export/download',
    config: { access: 'open' },
    schema: { hide: true }, // its parameters are ours alone
    async handler(request, reply) {
      const say = (fault: Fault) => sendFault(request, reply, refuse(request, fault));
      const behind = needs.behind();
      if (behind === undefined) return say(STANDING_BY);
      const found = await behind.exports.downloads.open(request.query);
      if (!found.ok) return say(LINK_FAULTS[found.why]);
      const sent = await sendContent(request, reply, found);
      if (sent === 'sent') return reply;
      if (sent === 'outside') return say(outside(found.bytes));
      return say(sent === 'used' ? USED : LINK_FAULTS.gone);
    },
  });
}
