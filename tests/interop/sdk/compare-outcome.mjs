// SPDX-License-Identifier: MIT
// The reports of the two clients in a few words, and the table of them.

/* Later than this is late: the protocol's bound of communication latency. */
const LATE_MS = 30_000;

/* The SDK quotes whole frames. */
const MAX_REASON = 140;

const seconds = (ms) => (ms === undefined ? '' : `${(ms / 1000).toFixed(1)} s`);

/** What the application was given that it should not have been, in words; empty if nothing. */
function harmOf(row, { messages, openedMs }) {
  const harm = [];
  const texts = messages.map(({ text }) => text);
  const late = messages.filter(({ ms }) => row.late && ms - openedMs[0] > LATE_MS);

  if (messages.some(({ foreign }) => foreign))
    harm.push('gave the application another client’s message');
  if (texts.some((text) => !/^line \d+$/.test(text)))
    harm.push('gave the application an altered message');
  const numbers = texts.map((text) => Number(text.slice('line '.length)));
  if (numbers.some((number, i) => i > 0 && number <= numbers[i - 1]))
    harm.push('gave the application messages out of order or twice');
  else if (numbers.some((number, i) => number !== i + 1))
    harm.push('went on without a message that was said before others');
  if (late.length > 0)
    harm.push(`gave the application ${late.length} messages more than 30 s late`);
  if (openedMs.length > 1)
    harm.push('told the application twice that it opened');
  return harm;
}

/* What follows the first error is its consequence. */
const reasonOf = ({ errors, log, thrown }) => errors[0]?.text ?? log[0] ?? thrown[0] ?? '';

/** How it ended, in the words of the SDK. */
function endOf(report) {
  const { closed, errors } = report;
  const reason = reasonOf(report).replaceAll(/Error: |\[\w+\] /g, '').slice(0, MAX_REASON);

  if (closed)
    return [`closed ${closed.code} “${closed.reason}”`, reason].filter(Boolean).join(': ');
  if (errors.length > 0)
    return `error event, not closed: ${reason}`;
  if (reason)
    return `nothing; in its log alone: ${reason}`;
  return 'nothing';
}

/* What happens in a conversation counts from its beginning. */
const isInTalk = ({ of, phase }) => of === 'event' || phase === 'chat' || phase === 'ack';

/** What the SDK noticed: {end, harm, ms, delivered}. */
export function sdkOutcome(row, report) {
  const times = [...report.errors.map(({ ms }) => ms), report.closed?.ms].filter(Number.isFinite);
  const from = isInTalk(row) ? report.openedMs[0] ?? 0 : 0;
  return {
    end: endOf(report),
    harm: harmOf(row, report),
    ms: times.length > 0 ? Math.min(...times) - from : undefined,
    delivered: report.messages.length,
  };
}

/** What Attest says: {act (null: nothing), culprit, certainty, exitCode, error, ms, delivered}. */
export function attestOutcome(row, report) {
  const { act, culprit, certainty, error, exitCode, endMs, messages, ledger } = report;
  const from = ledger.find(({ id }) => id === (isInTalk(row) ? 'opened' : 'connecting'));
  return {
    act, culprit, certainty, exitCode, error: error?.id ?? null,
    ms: act && from ? endMs - Number(BigInt(from.time_ns) / 1_000_000n) : undefined,
    delivered: messages.filter(({ kind, verified }) => kind === 'text' && verified).length,
  };
}

const escape = (text) => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

function sdkCell({ end, harm }, windowS) {
  const words = end === 'nothing' ? `nothing (in ${windowS} s)` : end;
  return escape([...harm.map((text) => `**${text}**`), words].join('; '));
}

function attestCell({ act, culprit, certainty, exitCode }) {
  if (!act)
    return `nothing (exit ${exitCode})`;
  return `\`${act}\`, ${culprit}, ${certainty} (exit ${exitCode})`;
}

const HEAD = [
  '| fault | ic-websocket-js 0.5.0 | after | Attest | after |',
  '| --- | --- | --- | --- | --- |',
];

function section(title, results) {
  return [
    `## ${title}`, '', ...HEAD,
    ...results.map(({ row, sdk, attest }) =>
      `| ${row.title} | ${sdkCell(sdk, row.windowS)} | ${seconds(sdk.ms)} ` +
      `| ${attestCell(attest)} | ${seconds(attest.ms)} |`),
    '',
  ];
}

const PREFACE = `# What the JavaScript SDK notices, and what Attest says

This page is written by a program, from a run: \`./dev soak compare\` (a meson test of the suite \`soak\`;
\`tests/interop/sdk/compare.mjs\`). It fails if either client does something else than is expected of
it there, and writes this page into \`ATTEST_COMPARISON\` if that is set. To make it anew:

    ATTEST_COMPARISON=$PWD/docs/comparison.md ./dev soak compare

Each fault (\`docs/local-network.md\` describes them) is done to two clients, one after the other, each on
a fresh \`attest-network\`: ic-websocket-js 0.5.0 as published on npm, under Node, and \`attest-probe\`, which
is Attest without its window. Each opens a connection to the group chat and says six lines, which come
back to it; the acknowledgement interval is 25 s, the canister waits 20 s for the keep-alive; nobody
looks on for longer than 75 s, but where a fault takes longer. In "delay", "stale" and "misdeliver" the
intervals are those of the Internet Computer (300 s, 60 s). A fault happens once where once is enough.

*After* counts from the opening where the fault happens in the conversation, from the beginning of the
connection where it does not; a busy machine makes the smallest figures larger (verifying in JavaScript
most of all), the long ones are time-outs. In the
column of the SDK stands what an application is told: the close event with its code and reason, and
the text of the error events; or, if it is told nothing, what the SDK writes into its log. In bold:
what the application was given though it should not have been. In the column of Attest: the act, the
culprit, whether that is proved or suspected, and the exit code of \`attest-probe\`. Where Attest says
nothing though the fault is not called harmless, that is a gap in Attest.
`;

/** docs/comparison.md. @param results [{row, sdk, attest}] */
export function renderPage(results) {
  const of = (kind) => results.filter(({ row }) => row.of === kind);
  const unnoticed = of('gateway')
    .filter(({ sdk, row }) => sdk.end.startsWith('nothing') && row.attest);
  const harmed = results.filter(({ sdk }) => sdk.harm.length > 0);
  const names = (list) => list.map(({ row }) => `\`${row.title}\``).join(', ');

  return [
    PREFACE,
    `Of ${of('gateway').length} things that a gateway did, the SDK told the application nothing of ` +
      `${unnoticed.length}: ${names(unnoticed)}. In ${harmed.length} rows it gave the application ` +
      `something that it should not have: ${names(harmed)}. It names no culprit in any: ` +
      'what it does notice ends with a code and a sentence.', '',
    ...section('Faults of a gateway', of('gateway')),
    ...section('Faults of a canister', of('canister')),
    ...section('What happens once', of('event')),
  ].join('\n');
}
