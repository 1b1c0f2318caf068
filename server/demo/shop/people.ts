import { createHash } from 'node:crypto';

/** An invented customer: nobody real has this name and address. The same id always gives the same person. */
export interface Person {
  firstName: string;
  lastName: string;
  email: string;
  city: string;
  country: string;
  /** IANA. */
  timezone: string;
  /** BCP 47. */
  language: string;
  /** ISO 8601. */
  birthday: string;
  street: string;
  postalCode: string;
}

interface Culture {
  language: string;
  first: string[];
  last: string[];
  streets: string[];
  places: [city: string, country: string, timezone: string][];
}

const words = (text: string): string[] => text.split(' ');

/** Common given and family names, combined at random; several cultures, so that pages are seen with more than ASCII. */
const cultures: Culture[] = [
  {
    language: 'en',
    first: words('Ava Noah Mia Liam Ruby Ethan Grace Owen Hazel Lucas Nora Jack Ivy Henry Stella Caleb'),
    last: words('Carter Brooks Hughes Palmer Reed Foster Bennett Hayes Walsh Porter Quinn Marsh Doyle Ellis'),
    streets: ['Maple Street', 'Mill Lane', 'Harbor Road', 'Orchard Avenue', 'Station Road', 'Chestnut Drive', 'Church Street', 'Park View'],
    places: [
      ['Chicago', 'US', 'America/Chicago'],
      ['Seattle', 'US', 'America/Los_Angeles'],
      ['Boston', 'US', 'America/New_York'],
      ['Leeds', 'GB', 'Europe/London'],
    ],
  },
  {
    language: 'de',
    first: words('Lena Jonas Emilia Felix Marlene Paul Johanna Moritz Greta Anton Jürgen Käthe'),
    last: words('Schneider Weber Krüger Hoffmann Schäfer Vogel Brandt Böhm Lorenz Seidel'),
    streets: ['Lindenstraße', 'Am Mühlbach', 'Gartenweg', 'Bahnhofstraße', 'Rosengasse', 'Schillerstraße', 'Am Anger'],
    places: [
      ['Berlin', 'DE', 'Europe/Berlin'],
      ['Graz', 'AT', 'Europe/Vienna'],
      ['Zürich', 'CH', 'Europe/Zurich'],
    ],
  },
  {
    language: 'zh',
    first: words('梓涵 浩然 欣怡 子轩 思远 雨桐 明轩 诗涵'),
    last: words('陈 林 黄 周 吴 徐 孙 马'),
    streets: ['和平路', '人民路', '长乐路', '中山路', '建国路', '文化路'],
    places: [
      ['上海', 'CN', 'Asia/Shanghai'],
      ['台北', 'TW', 'Asia/Taipei'],
      ['Singapore', 'SG', 'Asia/Singapore'],
    ],
  },
  {
    language: 'es',
    first: words('Lucía Mateo Sofía Hugo Valentina Diego Martina Álvaro'),
    last: words('García Núñez Romero Castillo Ibáñez Vargas Molina Peña'),
    streets: ['Calle Mayor', 'Avenida del Sol', 'Calle de la Luna', 'Paseo del Río', 'Calle Nueva'],
    places: [
      ['Sevilla', 'ES', 'Europe/Madrid'],
      ['México', 'MX', 'America/Mexico_City'],
    ],
  },
  {
    language: 'hi',
    first: words('Aarav Diya Ishaan Ananya Kabir Meera Rohan Tara'),
    last: words('Sharma Iyer Mehta Kapoor Nair Reddy Joshi Bose'),
    streets: ['Lake Road', 'Temple Street', 'Garden Road', 'Station Road', 'Market Lane'],
    places: [
      ['Pune', 'IN', 'Asia/Kolkata'],
      ['Kochi', 'IN', 'Asia/Kolkata'],
    ],
  },
];

/** @param id the customer's id in the data; part of the address, so that two of one name differ. */
export function inventPerson(id: string): Person {
  const dice = createHash('sha256').update(`demo-person:${id}`).digest();
  const pick = <T>(list: readonly T[], byte: number): T => list[(dice[byte] ?? 0) % list.length] as T;
  const culture = pick(cultures, (dice[0] ?? 0) < 140 ? 31 : 1);
  const firstName = pick(culture.first, 2);
  const lastName = pick(culture.last, 3);
  const [city, country, timezone] = pick(culture.places, 4);
  const email = `${addressPart(firstName, lastName)}${Number(id)}@example.com`;
  const born = Date.UTC(1938, 0, 1) + (dice.readUInt32BE(8) % (64 * 365)) * 86_400_000;
  return {
    firstName,
    lastName,
    email,
    city,
    country,
    timezone,
    language: culture.language,
    birthday: new Date(born).toISOString().slice(0, 10),
    street: streetOf(culture, dice),
    postalCode: String(10_000 + (dice.readUInt16BE(16) % 89_000)),
  };
}

/** With the number where the language has it. */
function streetOf(culture: Culture, dice: Buffer): string {
  const street = culture.streets[(dice[12] ?? 0) % culture.streets.length] ?? '';
  const number = 1 + (dice.readUInt16BE(14) % 140);
  if (culture.language === 'zh') return `${street}${number}号`;
  return culture.language === 'en' || culture.language === 'hi' ? `${number} ${street}` : `${street} ${number}`;
}

/** `jurgen.weber.`; empty for names that have no Latin letters. */
function addressPart(first: string, last: string): string {
  const plain = (text: string): string =>
    text
      .normalize('NFD')
      .replace(/[^A-Za-z]/g, '')
      .toLowerCase();
  const parts = [plain(first), plain(last)].filter(Boolean);
  return parts.length === 2 ? `${parts.join('.')}.` : 'customer.';
}
