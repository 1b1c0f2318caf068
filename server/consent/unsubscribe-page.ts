/** The page behind a message's unsubscribe link: plain HTML, no script, both colour schemes, three languages. */
export type PageState = 'subscribed' | 'unsubscribed' | 'unknown';
export type Locale = 'en' | 'de' | 'zh';

interface Texts {
  title: string;
  text: string;
  button?: string;
}

const texts: Record<Locale, Record<PageState, Texts>> = {
  en: {
    subscribed: {
      title: 'Unsubscribe?',
      text: 'You get marketing emails from {workspace}. Messages about your orders or account still come if you unsubscribe.',
      button: 'Unsubscribe',
    },
    unsubscribed: { title: 'You are unsubscribed', text: '{workspace} sends you no more marketing emails. Did you not mean to?', button: 'Subscribe again' },
    unknown: { title: 'This link does not work', text: 'It may have been cut off. Use the link in the email once more, or answer the email.' },
  },
  de: {
    subscribed: {
      title: 'Abmelden?',
      text: 'Sie erhalten Werbe-E-Mails von {workspace}. Nachrichten zu Ihren Bestellungen oder Ihrem Konto kommen weiterhin, wenn Sie sich abmelden.',
      button: 'Abmelden',
    },
    unsubscribed: {
      title: 'Sie sind abgemeldet',
      text: '{workspace} schickt Ihnen keine Werbe-E-Mails mehr. War das ein Versehen?',
      button: 'Wieder anmelden',
    },
    unknown: {
      title: 'Dieser Link funktioniert nicht',
      text: 'Vielleicht wurde er abgeschnitten. Rufen Sie den Link in der E-Mail noch einmal auf, oder antworten Sie auf die E-Mail.',
    },
  },
  zh: {
    subscribed: { title: '要退订吗?', text: '您会收到来自 {workspace} 的营销邮件。退订后，您仍会收到与订单或账户有关的消息。', button: '退订' },
    unsubscribed: { title: '您已退订', text: '{workspace} 不会再向您发送营销邮件。如果是误操作，可以重新订阅。', button: '重新订阅' },
    unknown: { title: '此链接无效', text: '链接可能不完整。请再次点击邮件中的链接，或直接回复该邮件。' },
  },
};

const style = `
:root{color-scheme:light dark;--page:#f4f5f7;--card:#fff;--text:#1f2933;--quiet:#52606d;--accent:#1c4fd6;--on-accent:#fff}
@media (prefers-color-scheme:dark){:root{--page:#14181d;--card:#1f262e;--text:#f0f3f6;--quiet:#b8c2cc;--accent:#8fb0ff;--on-accent:#0c1526}}
*{box-sizing:border-box}body{margin:0;min-height:100vh;display:grid;place-items:center;padding:24px;background:var(--page);color:var(--text);font:16px/1.5 system-ui,sans-serif}
main{max-width:30rem;width:100%;padding:32px;border-radius:12px;background:var(--card)}h1{margin:0 0 12px;font-size:1.5rem;line-height:1.3}p{margin:0 0 24px;color:var(--quiet)}p:last-child{margin:0}
button{min-height:44px;padding:0 20px;border:0;border-radius:8px;background:var(--accent);color:var(--on-accent);font:inherit;font-weight:600;cursor:pointer}button:focus-visible{outline:3px solid var(--accent);outline-offset:3px}`;

export function unsubscribePage(state: PageState, locale: Locale, workspace: string): string {
  const { title, text, button } = texts[locale][state];
  const action = state === 'unsubscribed' ? 'resubscribe' : 'unsubscribe';
  const form = button === undefined ? '' : `<form method="post"><button type="submit" name="action" value="${action}">${button}</button></form>`;
  return `<!doctype html>
<html lang="${locale}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex"><title>${title}</title><style>${style}</style></head>
<body><main><h1>${title}</h1><p>${text.replace('{workspace}', escapeHtml(workspace))}</p>${form}</main></body>
</html>
`;
}

/** The first of ours in the order of the reader's wishes; English else. */
export function localeOf(acceptLanguage: string | undefined): Locale {
  const wishes = (acceptLanguage ?? '')
    .slice(0, 1_000)
    .split(',')
    .map((wish, index) => {
      const [tag = '', ...parameters] = wish.trim().toLowerCase().split(';');
      const quality = Number(
        parameters
          .find((parameter) => parameter.trim().startsWith('q='))
          ?.trim()
          .slice(2) ?? 1,
      );
      return { language: tag.split('-', 1)[0], quality: Number.isFinite(quality) ? quality : 0, index };
    })
    .filter(({ quality }) => quality > 0)
    .sort((a, b) => b.quality - a.quality || a.index - b.index);
  const wish = wishes.find(({ language }) => language === 'en' || language === 'de' || language === 'zh');
  return (wish?.language as Locale | undefined) ?? 'en';
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
