import { Outlet, useNavigate, useRouter, useRouterState } from '@tanstack/react-router';
import { Suspense, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useStatus } from '../api/queries';
import { IconButton } from '../look/icon_button';
import { IconHelpCircle, IconMenu2, IconSearch, IconX } from '../look/icons';
import { Loading } from '../look/page';
import markUrl from '../look/mark.svg';
import { useKey } from './keys';
import { KeysHelp } from './keys_help';
import { LanguageChoice } from './language_choice';
import { Menu } from './menu';
import { workPages } from './navigation';
import { Palette } from './palette';
import { PersonMenu } from './person_menu';
import styles from './shell.module.css';
import { SyncBar } from './sync_bar';

function useShellKeys(setFinding: (on: boolean) => void, setHelping: (on: boolean) => void) {
  const navigate = useNavigate();
  const router = useRouter();
  const { role } = useStatus();
  useKey('find', () => setFinding(true));
  useKey('help', () => setHelping(true));
  useKey('findPart', () => void navigate({ to: '/part-lookup' }));
  useKey('back', () => router.history.back());
  useKey('page', (event) => {
    const page = workPages(role)[Number(event.code.slice(-1)) - 1];
    if (page) void navigate({ to: page });
  });
}

/** The focus follows to the new page, so that the next Tab starts there. */
function useFocusOnPage(main: React.RefObject<HTMLElement | null>) {
  const path = useRouterState({ select: (state) => state.location.pathname });
  const isFirst = useRef(true);
  useEffect(() => {
    if (!isFirst.current && !main.current?.contains(document.activeElement)) main.current?.focus();
    isFirst.current = false;
  }, [path, main]);
  return path;
}

export function Shell() {
  const { t } = useTranslation();
  const [isFinding, setFinding] = useState(false);
  const [isHelping, setHelping] = useState(false);
  const [isMenuOpen, setMenuOpen] = useState(false);
  const main = useRef<HTMLElement>(null);
  const path = useFocusOnPage(main);
  useShellKeys(setFinding, setHelping);
  useEffect(() => setMenuOpen(false), [path]);
  return (
    <div className={styles.shell}>
      <a className={styles.skip} href="#page">{t('skip')}</a>
      <header className={styles.top}>
        <div className={styles.brand}>
          <img src={markUrl} alt="" width={26} height={26} />
          <span>{t('product')}</span>
        </div>
        <div className={styles.head}>
          <div className={styles.menuButton}>
            <IconButton icon={isMenuOpen ? IconX : IconMenu2} expanded={isMenuOpen}
              label={t(isMenuOpen ? 'closeMenu' : 'menu')}
              onClick={() => setMenuOpen(!isMenuOpen)} />
          </div>
          <button type="button" className={styles.find} onClick={() => setFinding(true)}>
            <IconSearch size={16} aria-hidden />
            <span>{t('find')}</span>
            <kbd>Ctrl K</kbd>
          </button>
          <div className={styles.sync}><SyncBar /></div>
          <div className={styles.tools}>
            <LanguageChoice />
            <PersonMenu />
            <IconButton icon={IconHelpCircle} label={t('keys')} onClick={() => setHelping(true)} />
          </div>
        </div>
      </header>
      <div className={isMenuOpen ? `${styles.side} ${styles.open}` : styles.side}><Menu /></div>
      <main id="page" ref={main} tabIndex={-1} className={styles.main}>
        <Suspense fallback={<Loading />}><Outlet /></Suspense>
      </main>
      {isFinding ? <Palette onClose={() => setFinding(false)} /> : null}
      {isHelping ? <KeysHelp onClose={() => setHelping(false)} /> : null}
    </div>
  );
}
