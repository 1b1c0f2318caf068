import { signUnsubscribe } from '@cairn/server/consent/unsubscribe-token.js';
import { exampleSecret } from '@cairn/server/platform/config.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { type ApiServer, startApiServer } from './api-server.js';

const mjml = (content: string): string => `<mjml><mj-body><mj-section><mj-column>${content}</mj-column></mj-section></mj-body></mjml>`;
const definition = {
  name: 'Reminder',
  subject: 'Hi {{ traits.name | default: "there" }}',
  mjml: mjml('<mj-text>Hi {{ traits.name }} <a href="{{ unsubscribe_url }}">stop</a></mj-text>'),
};

let server: ApiServer;
beforeAll(async () => {
  server = await startApiServer();
});
afterAll(async () => await server.close());

async function profileOf(userId: string): Promise<string> {
  const accepted = await server.ingest('/identify', { userId, traits: { name: 'Ann', email: `${userId}@example.com` } });
  const { status, body } = await server.call('GET', `/api/profiles/lookup?fresh=true&identity=userId:${userId}`);
  expect([accepted.status, status, body]).toEqual([200, 200, expect.anything()]);
  return body.id as string;
}

describe('templates', () => {
  it('PUT saves and publishes, and the same again changes nothing', async () => {
    const first = await server.call('PUT', '/api/templates/reminder', definition);
    expect(first).toMatchObject({ status: 200, body: { key: 'reminder', draft: definition, problems: [] } });
    expect(first.body.liveVersion).toMatch(/^[0-9a-f]{32}$/);
    const again = await server.call('PUT', '/api/templates/reminder', definition);
    expect(again.body).toEqual(first.body);
    const changed = await server.call('PUT', '/api/templates/reminder', { ...definition, name: 'Other' });
    expect(changed.body.liveVersion).not.toBe(first.body.liveVersion);
    expect((await server.call('GET', '/api/templates')).body.items).toHaveLength(1);
    const { epoch } = (await server.db.collection('workspaces').findOne({ _id: 'demo' as never })) as unknown as { epoch: number };
    expect(epoch).toBe(1);
  });

  it.each([
    ['an unknown filter', { subject: '{{ x | shout }}' }, { path: 'subject', code: 'unknown-filter', message: expect.stringContaining('Line 1') }],
    ['Liquid never closed', { mjml: mjml('\n<mj-text>{% if x %}</mj-text>') }, { path: 'mjml', code: 'liquid', message: expect.stringContaining('Line 2') }],
    ['an unknown element', { mjml: mjml('\n\n<mj-nothing />') }, { path: 'mjml', code: 'mjml', message: expect.stringContaining('Line 3') }],
  ])('%s is refused with its place, and nothing is lost', async (_name, change, detail) => {
    const before = (await server.call('GET', '/api/templates/reminder')).body;
    const answer = await server.call('PUT', '/api/templates/reminder', { ...definition, ...change });
    expect(answer).toMatchObject({ status: 422, body: { code: 'invalid-template', details: [detail] } });
    expect((await server.call('GET', '/api/templates/reminder')).body).toEqual(before);
  });

  it('a template that loops for ever is stopped, and the next one renders', async () => {
    const endless = { ...definition, text: '{% for a in (1..99999) %}{% for b in (1..99999) %}{% for c in (1..99999) %}x{% endfor %}{% endfor %}{% endfor %}' };
    const { status, body } = await server.call('POST', '/api/templates/preview', { definition: endless });
    expect(status).toBe(200);
    expect(body.html).toBe('');
    expect(body.problems[0].code).toMatch(/timed-out|out-of-memory/);
    expect((await server.call('POST', '/api/templates/preview', { definition })).body.subject).toBe('Hi there');
    expect(await server.call('PUT', '/api/templates/endless', endless)).toMatchObject({ status: 422, body: { details: [{ path: 'text' }] } });
  });

  it('previews one person, and names what is missing', async () => {
    const profileId = await profileOf('preview');
    const shown = await server.call('POST', '/api/templates/preview', { definition, profileId });
    expect(shown.body).toMatchObject({ subject: 'Hi Ann', problems: [] });
    const missing = await server.call('POST', '/api/templates/preview', { definition });
    expect(missing.body.problems).toEqual([expect.objectContaining({ code: 'missing-value', path: 'mjml', severity: 'warning' })]);
    expect((await server.call('POST', '/api/templates/preview', { definition, profileId: 'nobody' })).status).toBe(404);
  });

  it('DELETE is refused while a journey uses it', async () => {
    await server.db.collection('journeys').insertOne({
      _id: 'demo:cart' as never,
      workspace: 'demo',
      key: 'cart',
      state: 'draft',
      liveVersion: null,
      draft: { steps: [{ id: 'mail', type: 'message', template: 'reminder' }] },
    });
    expect(await server.call('DELETE', '/api/templates/reminder')).toMatchObject({
      status: 409,
      body: { code: 'template-in-use', message: expect.stringContaining('cart') },
    });
    expect((await server.call('GET', '/api/templates/reminder')).body.usedBy).toEqual(['cart']);
    await server.db.collection('journeys').deleteMany({});
    expect((await server.call('DELETE', '/api/templates/reminder')).status).toBe(204);
    expect((await server.call('GET', '/api/templates/reminder')).status).toBe(404);
    expect((await server.call('DELETE', '/api/templates/reminder')).status).toBe(404);
  });
});

describe('deliveries', () => {
  it('lists by filter, newest first, page by page, and shows the message as sent', async () => {
    const documents = Array.from({ length: 5 }, (_, index) => ({
      _id: `demo:d${index}` as never,
      workspace: 'demo',
      key: `d${index}`,
      profileId: index < 3 ? 'p1' : 'p2',
      journey: 'cart',
      version: 'v',
      runId: 'r',
      stepId: 'mail',
      visit: 1,
      channel: 'email',
      template: 'reminder',
      state: index === 0 ? 'refused' : 'sent',
      handOver: 1,
      transactional: false,
      createdAt: new Date(1_000 + Math.floor(index / 2)),
      updatedAt: new Date(1_000),
      history: [{ state: 'intended', at: new Date(1_000) }],
    }));
    await server.db.collection('deliveries').insertMany(documents);
    await server.db.collection('deliveries').insertOne({ ...documents[0], _id: 'other:d0' as never, workspace: 'other' });
    await server.db
      .collection('delivery_contents')
      .insertOne({ _id: 'demo:d1' as never, workspace: 'demo', handOver: 1, subject: 'S', html: '<p>', text: 't' });
    const seen: string[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const { body } = await server.call('GET', `/api/deliveries?journey=cart&limit=2${cursor && `&cursor=${cursor}`}`);
      seen.push(...body.items.map((item: { key: string }) => item.key));
      cursor = body.nextCursor as string | null;
    }
    expect(seen).toEqual(['d4', 'd3', 'd2', 'd1', 'd0']);
    expect((await server.call('GET', '/api/deliveries?state=refused')).body.items).toHaveLength(1);
    expect((await server.call('GET', '/api/deliveries?profileId=p2')).body.items).toHaveLength(2);
    expect((await server.call('GET', '/api/deliveries?state=nonsense')).status).toBe(400);
    expect((await server.call('GET', '/api/deliveries/d1')).body).toMatchObject({ key: 'd1', rendered: { subject: 'S', html: '<p>', text: 't' } });
    expect((await server.call('GET', '/api/deliveries/d2')).body.rendered).toBeNull();
    expect((await server.call('GET', '/api/deliveries/none')).status).toBe(404);
  });
});

describe('unsubscribe links', () => {
  const linkFor = (profileId: string): string =>
    `${server.url}/u/${signUnsubscribe(exampleSecret, { workspace: 'demo', profileId, channel: 'email', deliveryKey: 'k' })}`;
  const consentOf = async (profileId: string) => (await server.call('GET', `/api/profiles/${profileId}`)).body.consent;

  it('GET shows a page in the reader’s language and changes nothing', async () => {
    const profileId = await profileOf('reader');
    const before = await consentOf(profileId);
    for (const [language, word] of [
      ['de-CH,en;q=0.5', 'Abmelden'],
      ['zh-CN', '退订'],
      ['fr', 'Unsubscribe'],
    ] as const) {
      const response = await fetch(linkFor(profileId), { headers: { 'accept-language': language } });
      expect(response.status).toBe(200);
      expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(await response.text()).toContain(word);
    }
    expect(await consentOf(profileId)).toEqual(before);
    expect(await server.db.collection('consents').countDocuments()).toBe(0);
  });

  it.each([
    ['as a form', { 'content-type': 'application/x-www-form-urlencoded' }, 'List-Unsubscribe=One-Click'],
    [
      'as multipart',
      { 'content-type': 'multipart/form-data; boundary=x' },
      '--x\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--x--\r\n',
    ],
  ])('one-click unsubscribes %s, is recorded, and can be taken back on the page', async (name, headers, body) => {
    const profileId = await profileOf(`clicker-${name.replace(/ /g, '-')}`);
    const response = await fetch(linkFor(profileId), { method: 'POST', headers, body });
    expect(response.status).toBe(200);
    expect(await response.text()).toContain('You are unsubscribed');
    expect(JSON.stringify(await consentOf(profileId))).toContain('email');
    const again = await fetch(linkFor(profileId), {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'action=resubscribe',
    });
    expect(await again.text()).toContain('Unsubscribe?');
    const records = await server.db.collection('consents').find({ profileId }).sort({ _id: 1 }).toArray();
    expect(records.map(({ action, via }) => [action, via])).toEqual([
      ['unsubscribed', 'one-click'],
      ['resubscribed', 'page'],
    ]);
  });

  it('an unknown, foreign or altered token answers 404 and does nothing', async () => {
    const profileId = await profileOf('victim');
    const good = linkFor(profileId);
    const foreign = `${server.url}/u/${signUnsubscribe('another secret, long enough', { workspace: 'demo', profileId, channel: 'email', deliveryKey: 'k' })}`;
    const claim = Buffer.from(JSON.stringify([1, 'other', profileId, 'email', 'k'])).toString('base64url');
    for (const url of [`${server.url}/u/nonsense`, foreign, `${good}x`, `${server.url}/u/${claim}.${good.split('.').at(-1)}`]) {
      for (const method of ['GET', 'POST']) expect((await fetch(url, { method })).status).toBe(404);
    }
    expect(await server.db.collection('consents').countDocuments({ profileId })).toBe(0);
  });
});
