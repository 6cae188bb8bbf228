import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Problem, sendProblem } from '../problems/problem.ts';
import { html } from './html.ts';
import { sendPage } from './page.ts';

/** A “no” on an address that people open as well as programs: each is told in their own way. */
export function sendFault(
  { headers }: FastifyRequest,
  reply: FastifyReply,
  problem: Problem,
): FastifyReply {
  reply.header('vary', 'Accept');
  if (headers.accept?.includes('text/html') !== true) return sendProblem(reply, problem);
  const { status, title, detail, reference } = problem;
  const body = html`<h1>${title}</h1><p>${detail}</p><p class="quiet">Reference ${reference}</p>`;
  return sendPage(reply, { status, title, body });
}
