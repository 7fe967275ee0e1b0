// Languages. English is in the first file that loads; every other one arrives when it is chosen.
// A new language is a folder beside en/ and a row in `languages`.
import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import account from './en/account.json';
import campaign from './en/campaign.json';
import dealer from './en/dealer.json';
import figures from './en/figures.json';
import home from './en/home.json';
import network from './en/network.json';
import parts from './en/parts.json';
import prices from './en/prices.json';
import records from './en/records.json';
import shell from './en/shell.json';
import sync from './en/sync.json';
import terms from './en/terms.json';
import trace from './en/trace.json';
import trade from './en/trade.json';
import warranty from './en/warranty.json';
import workshop from './en/workshop.json';

export const languages = [
  { code: 'en', name: 'English' },
  { code: 'de', name: 'Deutsch' },
] as const;

export type Language = (typeof languages)[number]['code'];

export const namespaces = ['shell', 'sync', 'records', 'parts', 'network', 'workshop', 'warranty',
  'account', 'terms', 'trace', 'home', 'dealer', 'trade', 'prices', 'figures',
  'campaign'] as const;

const remembered = 'branchline.language';

function isLanguage(word: string | null | undefined): word is Language {
  return languages.some((language) => language.code === word);
}

/** What was chosen here before, else what the browser prefers, else English. */
export function firstLanguage(): Language {
  const chosen = localStorage.getItem(remembered);
  if (isLanguage(chosen)) return chosen;
  const preferred = navigator.languages.map((tag) => tag.split('-')[0]).find(isLanguage);
  return preferred ?? 'en';
}

async function load(language: Language): Promise<void> {
  if (language === 'en') return;
  const { default: texts } = await import('./de/all');
  for (const [namespace, words] of Object.entries(texts)) {
    i18next.addResourceBundle(language, namespace, words);
  }
}

export async function useLanguageNow(language: Language): Promise<void> {
  await load(language);
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
}

export async function chooseLanguage(language: Language): Promise<void> {
  localStorage.setItem(remembered, language);
  await useLanguageNow(language);
}

export async function startWords(): Promise<void> {
  await i18next.use(initReactI18next).init({
    lng: 'en',
    fallbackLng: 'en',
    defaultNS: 'shell',
    ns: [...namespaces],
    resources: { en: { shell, sync, records, parts, network, workshop, warranty, account, terms,
      trace, home, dealer, trade, prices, figures, campaign } },
    interpolation: { escapeValue: false },
    returnNull: false,
  });
  await useLanguageNow(firstLanguage());
}
