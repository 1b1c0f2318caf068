import type { Condition } from '@cairn/rules/contracts/condition.js';
import type { JourneyDefinition } from '@cairn/workflows/contracts/journey.js';

import type { SegmentDefinition, TemplateDefinition } from '../../platform/collections.js';

const orders = (operator: 'equal' | 'greaterThanInclusive', value: number, days?: number): Condition => ({
  fact: 'event',
  params: { name: 'Order Completed', ...(days ? { within: { amount: days, unit: 'day' } } : {}) },
  operator,
  value,
});

export const segments: Record<string, SegmentDefinition> = {
  'big-spenders': {
    name: 'Big spenders',
    description: 'At least two orders of 100 dollars or more in the last two years.',
    condition: {
      all: [
        {
          fact: 'event',
          params: {
            name: 'Order Completed',
            where: { all: [{ fact: 'property', path: 'total', operator: 'greaterThanInclusive', value: 100 }] },
            within: { amount: 730, unit: 'day' },
          },
          operator: 'greaterThanInclusive',
          value: 2,
        },
      ],
    },
  },
  'repeat-customers': { name: 'Repeat customers', description: 'Two orders or more.', condition: { all: [orders('greaterThanInclusive', 2)] } },
  lapsed: {
    name: 'Lapsed',
    description: 'Ordered before, but not within 180 days. People leave by time alone.',
    condition: { all: [orders('greaterThanInclusive', 1), orders('equal', 0, 180)] },
  },
  'new-customers': {
    name: 'New customers',
    description: 'Exactly one order, and it is at most 30 days old.',
    condition: { all: [orders('equal', 1), orders('equal', 1, 30)] },
  },
};

const letter = (title: string, paragraphs: string[], button: { label: string; href: string }): string => `<mjml>
  <mj-head>
    <mj-attributes>
      <mj-all font-family="Helvetica, Arial, sans-serif" />
      <mj-text color="#1f2933" font-size="16px" line-height="24px" />
    </mj-attributes>
  </mj-head>
  <mj-body background-color="#f4f5f7">
    <mj-section padding="32px 0 0"><mj-column><mj-text font-size="13px" color="#616e7c">{{ workspace.name }}</mj-text></mj-column></mj-section>
    <mj-section background-color="#ffffff" border-radius="8px" padding="24px 16px">
      <mj-column>
        <mj-text font-size="24px" line-height="32px" font-weight="700">${title}</mj-text>
${paragraphs.map((paragraph) => `        <mj-text>${paragraph}</mj-text>`).join('\n')}
        <mj-button align="left" href="${button.href}" background-color="#1c4fd6" border-radius="6px" font-size="16px">${button.label}</mj-button>
      </mj-column>
    </mj-section>
    <mj-section padding="16px 0 32px"><mj-column>
      <mj-text font-size="13px" line-height="20px" color="#616e7c">You get this because you are a customer. <a href="{{ unsubscribe_url }}" style="color:#616e7c">Unsubscribe</a></mj-text>
    </mj-column></mj-section>
  </mj-body>
</mjml>`;

export const templates: Record<string, TemplateDefinition> = {
  'cart-reminder': {
    name: 'Cart reminder',
    subject: '{{ traits.first_name | default: "Hello" }}, your cart is waiting',
    preheader: 'We kept what you chose.',
    mjml: letter(
      'Still thinking it over?',
      [
        'Hello {{ traits.first_name | default: "there" }},',
        'you left {{ trigger.properties.items | default: "something" }} in your cart{% if trigger.properties.total %}, {{ trigger.properties.total }} {{ trigger.properties.currency | default: "USD" }} in all{% endif %}. We kept it for you.',
      ],
      { label: 'Back to the cart', href: 'https://shop.example.com/cart' },
    ),
  },
  welcome: {
    name: 'Welcome',
    subject: 'Welcome, {{ traits.first_name | default: "music lover" }}',
    preheader: 'Thank you for your first order.',
    mjml: letter(
      'Good to have you here',
      ['Hello {{ traits.first_name | default: "there" }},', 'thank you for your first order. We write seldom, and only about records.'],
      { label: 'See what is new', href: 'https://shop.example.com/new' },
    ),
  },
  'win-back': {
    name: 'Win back',
    subject: '{{ traits.first_name | default: "Hello" }}, it has been a while',
    preheader: 'New records since your last visit.',
    mjml: letter(
      'It has been a while',
      ['Hello {{ traits.first_name | default: "there" }},', 'your last order is more than half a year ago. A lot has been recorded since.'],
      { label: 'Have a look', href: 'https://shop.example.com/new' },
    ),
  },
};

const exit = { id: 'done', type: 'exit' } as const;

export const journeys: { key: string; publish: boolean; definition: JourneyDefinition }[] = [
  {
    key: 'abandoned-cart',
    publish: true,
    definition: {
      schemaVersion: 1,
      name: 'Abandoned cart',
      description: 'Reminds people of a cart they left, unless they buy first.',
      trigger: { type: 'event', event: { name: 'Cart Updated' } },
      reentry: { type: 'afterExit' },
      exits: [{ id: 'bought', event: { name: 'Order Completed' } }],
      start: 'wait-1-hour',
      steps: [
        { id: 'wait-1-hour', type: 'delay', duration: { amount: 1, unit: 'hour' }, next: 'reminder' },
        { id: 'reminder', type: 'message', channel: 'email', template: 'cart-reminder', next: 'done' },
        exit,
      ],
    },
  },
  {
    key: 'welcome',
    publish: true,
    definition: {
      schemaVersion: 1,
      name: 'Welcome',
      description: 'Thanks people for their first order.',
      trigger: { type: 'event', event: { name: 'Order Completed' }, condition: orders('equal', 1) },
      reentry: { type: 'never' },
      exits: [],
      start: 'wait-10-minutes',
      steps: [
        { id: 'wait-10-minutes', type: 'delay', duration: { amount: 10, unit: 'minute' }, next: 'welcome-mail' },
        { id: 'welcome-mail', type: 'message', channel: 'email', template: 'welcome', next: 'done' },
        exit,
      ],
    },
  },
  {
    key: 'win-back',
    publish: false,
    definition: {
      schemaVersion: 1,
      name: 'Win back',
      description: 'Writes to people who have not ordered for half a year, and waits whether they come back.',
      trigger: { type: 'segment', segment: 'lapsed', on: 'entered' },
      reentry: { type: 'afterExit' },
      exits: [{ id: 'bought', event: { name: 'Order Completed' } }],
      start: 'big-spender',
      steps: [
        {
          id: 'big-spender',
          type: 'split',
          branches: [
            {
              id: 'big',
              name: 'Big spender',
              condition: { fact: 'segment', params: { key: 'big-spenders' }, operator: 'equal', value: true },
              next: 'first-mail',
            },
          ],
          otherwise: { next: 'wait-a-week' },
        },
        { id: 'wait-a-week', type: 'delay', duration: { amount: 1, unit: 'week' }, next: 'first-mail' },
        { id: 'first-mail', type: 'message', channel: 'email', template: 'win-back', next: 'comes-back' },
        {
          id: 'comes-back',
          type: 'waitUntil',
          branches: [{ id: 'visited', name: 'Visited the shop', event: { name: 'Product Viewed' }, next: 'done' }],
          timeout: { after: { amount: 2, unit: 'week' }, next: 'second-mail' },
        },
        { id: 'second-mail', type: 'message', channel: 'email', template: 'win-back', next: 'done' },
        exit,
      ],
    },
  },
];
