import type { PersonalClass } from './personal-class.js';

/** Names as senders write them, in English, German and Chinese; each word stands for one class. */
const words: Partial<Record<PersonalClass, string>> = {
  email: 'email mail emailaddress 邮箱 电子邮件',
  phone: 'phone mobile cellphone telephone tel fax msisdn whatsapp telefon handy mobilnummer 手机 手机号 电话',
  name: 'firstname lastname fullname surname forename middlename maidenname givenname familyname nickname vorname nachname zuname 姓名 名字 昵称',
  address: 'address street streetaddress addressline strasse straße anschrift adresse hausnummer 地址',
  location:
    'city town country region state province county zip zipcode postcode postal postalcode latitude longitude lat lng lon ort stadt land plz 城市 国家 省份 邮编',
  'birth-date': 'birthday birthdate dob dateofbirth birth geburtstag geburtsdatum 生日 出生日期',
  'ip-address': 'ip ipaddress',
  'national-id': 'ssn socialsecurity nationalid passport taxid tin nin steuerid sozialversicherungsnummer ausweisnummer 身份证 身份证号 护照',
  'payment-card': 'card cardnumber creditcard cvc cvv pan kreditkarte 信用卡',
  'bank-account': 'iban bic bankaccount accountnumber routingnumber kontonummer 银行账号',
  secret: 'password passwort passwd token secret apikey accesstoken refreshtoken otp pin 密码',
  'free-text': 'comment comments message note notes feedback review remark remarks kommentar nachricht bemerkung 备注 评论',
};

const classOfWord = new Map(
  Object.entries(words).flatMap(([personalClass, list]) => list.split(' ').map((word) => [word, personalClass as PersonalClass] as const)),
);

/** `card_type` is no card number, `email_verified` no address, `product_name` nobody's name. */
const harmless = new Set(
  'type kind count total verified confirmed opt optin optedin consent status enabled id ids brand method preference permission bounced opened sent hash'.split(
    ' ',
  ),
);
const things = new Set(
  'product company plan page campaign event file item category screen store list brand coupon host app application team workspace account variant experiment journey segment site group role device browser os'.split(
    ' ',
  ),
);

/** The class that a name alone suggests. */
export function nameClass(kind: 'trait' | 'accountTrait' | 'property', name: string): PersonalClass {
  const tokens = tokensOf(name);
  const last = tokens.at(-1) ?? '';
  if (tokens.length > 1 && harmless.has(last)) return 'none';
  if (last === 'name' || last === 'fullname') {
    const before = tokens.slice(0, -1);
    if (before.some((token) => things.has(token))) return 'none';
    const qualified = before.map((token) => classOfWord.get(token)).find((found) => found !== undefined);
    if (qualified !== undefined) return qualified;
    // A bare `name` is the person's on a person, and a page's or a product's on an event.
    return before.length > 0 || kind === 'trait' ? 'name' : 'none';
  }
  // The longest run of words that means something, from the end: `home address`, `date of birth`.
  for (let length = Math.min(3, tokens.length); length > 0; length -= 1) {
    for (let at = tokens.length - length; at >= 0; at -= 1) {
      const found = classOfWord.get(tokens.slice(at, at + length).join(''));
      if (found !== undefined) return found;
    }
  }
  return 'none';
}

function tokensOf(name: string): string[] {
  return name
    .replace(/(\p{Ll}|\d)(\p{Lu})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);
}
