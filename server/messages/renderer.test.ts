import { afterAll, describe, expect, it } from 'vitest';

import type { TemplateDefinition } from '../platform/collections.js';
import { UserError } from '../platform/errors.js';
import { createRenderer, type RenderVariables } from './renderer.js';

const variables: RenderVariables = {
  traits: { name: 'Ann' },
  trigger: { name: 'Cart Updated', timestamp: '2026-01-01T00:00:00.000Z', properties: {} },
  workspace: { name: 'Shop' },
  unsubscribe_url: 'https://example.com/u/token',
};
const template = (text: string): TemplateDefinition => ({
  name: 'T',
  subject: 'Hi {{ traits.name }}',
  mjml: '<mjml><mj-body><mj-section><mj-column><mj-text>Hi {{ traits.name }} <a href="{{ unsubscribe_url }}">stop</a></mj-text></mj-column></mj-section></mj-body></mjml>',
  text,
});
// Walked whole by MJML's parser; a fast machine gets as far as LiquidJS's own limit. That a thread is ended is render-pool.test.ts.
const endless: TemplateDefinition = {
  ...template('x'),
  mjml: `<mjml><mj-body>${'<mj-section><mj-column><mj-text>x</mj-text></mj-column></mj-section>'.repeat(8_500)}</mj-body></mjml>`,
};

const renderer = createRenderer({ threads: 2, timeLimitMs: 1_000 });
afterAll(async () => await renderer.close());

describe('renderer', () => {
  it('renders in a thread', async () => {
    const message = await renderer.render('v1', template('Hi {{ traits.name }} of {{ workspace.name }}'), variables);
    expect(message).toMatchObject({ subject: 'Hi Ann', text: 'Hi Ann of Shop' });
    expect(message.html).toContain('href="https://example.com/u/token"');
  });

  it('compiles a version once', async () => {
    await renderer.render('v2', template('first'), variables);
    // The definition of a version never changes; if it were compiled again, this one would show.
    const texts = await Promise.all(Array.from({ length: 6 }, async () => (await renderer.render('v1', template('other'), variables)).text));
    expect(texts).toContain('Hi Ann of Shop');
  });

  it('says what is to blame', async () => {
    const failure = renderer.render('v3', template('{% for i in (1..1000000000) %}x{% endfor %}'), variables);
    await expect(failure).rejects.toBeInstanceOf(UserError);
    await expect(failure).rejects.toMatchObject({ code: 'template-failed' });
  });

  it('ends a thread that does not finish, and its neighbours finish', async () => {
    const stuck = renderer.render('v4', endless, variables);
    const neighbours = Array.from({ length: 20 }, (_, index) => renderer.render('v1', template('x'), { ...variables, traits: { name: `N${index}` } }));
    const subjects = (await Promise.all(neighbours)).map(({ subject }) => subject);
    expect(subjects[19]).toBe('Hi N19');
    await expect(stuck).rejects.toMatchObject({ code: 'template-failed', message: expect.stringMatching(/did not finish|too much memory|limit exceeded/) });
    expect((await renderer.render('v1', template('x'), variables)).subject).toBe('Hi Ann');
  });

  it('previews with what is missing', async () => {
    const preview = await renderer.preview(template('{{ traits.city }}'), variables);
    expect(preview.subject).toBe('Hi Ann');
    expect(preview.problems).toContainEqual(expect.objectContaining({ code: 'missing-value', field: 'text' }));
  });

  it('checks without rendering', async () => {
    expect(await renderer.check(template('fine'))).toEqual([]);
    expect(
      await renderer.check(template('{% for i in (1..9999) %}{% for j in (1..9999) %}{% for k in (1..9999) %}x{% endfor %}{% endfor %}{% endfor %}')),
    ).toContainEqual(expect.objectContaining({ severity: 'error', code: expect.stringMatching(/timed-out|out-of-memory/) }));
    expect(await renderer.check(template('{{ x | nope }}'))).toContainEqual(expect.objectContaining({ code: 'unknown-filter', severity: 'error' }));
  });
});
