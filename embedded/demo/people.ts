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
}

interface Culture {
  language: string;
  first: string[];
  last: string[];
  places: [city: string, country: string, timezone: string][];
}

const words = (text: string): string[] => text.split(' ');

/** Common given and family names, combined at random; several cultures, so that pages are seen with more than ASCII. */
const cultures: Culture[] = [
  {
    language: 'en',
    first: words('Ava Noah Mia Liam Ruby Ethan Grace Owen Hazel Lucas Nora Jack Ivy Henry Stella Caleb'),
    last: words('Carter Brooks Hughes Palmer Reed Foster Bennett Hayes Walsh Porter Quinn Marsh Doyle Ellis'),
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
    places: [
      ['Sevilla', 'ES', 'Europe/Madrid'],
      ['México', 'MX', 'America/Mexico_City'],
    ],
  },
  {
    language: 'hi',
    first: words('Aarav Diya Ishaan Ananya Kabir Meera Rohan Tara'),
    last: words('Sharma Iyer Mehta Kapoor Nair Reddy Joshi Bose'),
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
  return { firstName, lastName, email: `${addressPart(firstName, lastName)}${Number(id)}@example.com`, city, country, timezone, language: culture.language };
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
