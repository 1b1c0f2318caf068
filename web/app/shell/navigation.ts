import {
  type Icon,
  IconArrowsJoin,
  IconBolt,
  IconFilter,
  IconHome,
  IconKey,
  IconListCheck,
  IconMail,
  IconRoute,
  IconSend,
  IconTags,
  IconUsers,
} from '@tabler/icons-react';

export interface NavigationPage {
  /** i18n key under `app:navigation`, and the page's noun. */
  name: string;
  to: string;
  icon: Icon;
}

export interface NavigationGroup {
  name: string | null;
  pages: NavigationPage[];
}

/** Lists a page from the day it works. One icon a noun, everywhere. */
export const navigation: NavigationGroup[] = [
  { name: null, pages: [{ name: 'home', to: '/', icon: IconHome }] },
  {
    name: 'engage',
    pages: [
      { name: 'journeys', to: '/journeys', icon: IconRoute },
      { name: 'templates', to: '/templates', icon: IconMail },
      { name: 'deliveries', to: '/deliveries', icon: IconSend },
    ],
  },
  {
    name: 'people',
    pages: [
      { name: 'profiles', to: '/profiles', icon: IconUsers },
      { name: 'segments', to: '/segments', icon: IconFilter },
      { name: 'rules', to: '/rules', icon: IconBolt },
      { name: 'traits', to: '/traits', icon: IconTags },
      { name: 'matching', to: '/matching', icon: IconArrowsJoin },
    ],
  },
  {
    name: 'system',
    pages: [
      { name: 'jobs', to: '/jobs', icon: IconListCheck },
      { name: 'apiKeys', to: '/api-keys', icon: IconKey },
    ],
  },
];
