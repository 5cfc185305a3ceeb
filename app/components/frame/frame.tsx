import { Link, NavLink } from '@remix-run/react'
import type { ReactNode } from 'react'
import { useT } from '#app/components/texts.tsx'
import { Flash } from '#app/components/ui/flash.tsx'
import { FillPatterns } from '#app/components/ui/split-bar.tsx'
import { Demo } from '#app/components/ui/tag.tsx'
import { paths } from '#app/web/paths.ts'
import { FindBox } from './find-box.tsx'
import { useFrame, useLook } from './frame-data.ts'
import { Logo } from './logo.tsx'
import { OwnMenu, VisitorMenu } from './menu.tsx'
import { navigation } from './navigation.ts'
import { LanguageLink, ThemeLink } from './preferences.tsx'
import { RouteAnnouncer, UnderWay } from './route-announcer.tsx'

/** Everything around a page: skip link, demo strip, top bar, main, footer. */
export function Frame({ children }: { children: ReactNode }) {
	const { t } = useT()
	const frame = useFrame()
	const look = useLook()
	const wrap = look.desk ? 'wrap desk' : 'wrap'
	const actor = frame?.actor ?? null
	return (
		<>
			<a className="skip" href="#main">
				{t('common.skip')}
			</a>
			<UnderWay />
			<FillPatterns />
			{frame?.isDemo ? (
				<aside className="demo-bar" aria-label={t('common.demo_bar_label')}>
					<div className={wrap}>
						<p>{t('common.demo_bar')}</p>
					</div>
				</aside>
			) : null}
			<header className="top">
				<div className={`${wrap} top-in`}>
					<Link className="brand" to={paths.home}>
						<Logo />
						<span>{t('common.site')}</span>
						<small>{t('common.site_place')}</small>
					</Link>
					<nav aria-label={t('common.nav_label')} className="wide-only">
						<ul>
							{navigation[actor?.kind ?? 'visitor'].map((entry) => (
								<li key={entry.to}>
									<NavLink to={entry.to} end={entry.end}>
										{t(entry.text)}
									</NavLink>
								</li>
							))}
						</ul>
					</nav>
					{look.hasFind ? null : <FindBox className="wide-only" />}
					{frame && actor ? <OwnMenu actor={actor} frame={frame} /> : <VisitorMenu />}
				</div>
			</header>
			<Flash />
			<main id="main" className={look.flush ? 'flush' : undefined} tabIndex={-1}>
				{children}
			</main>
			<footer className="foot">
				<div className={wrap}>
					<span>
						{t('common.host')}
						<Demo when={frame?.isDemo ?? false} /> {t('common.host_role')}
					</span>
					<Link to={paths.programmes}>{t('common.nav_programmes')}</Link>
					<Link to={paths.notices}>{t('common.nav_notices')}</Link>
					<LanguageLink />
					<ThemeLink />
					<span className="push">{t('common.helpline')}</span>
				</div>
			</footer>
			<RouteAnnouncer />
		</>
	)
}
