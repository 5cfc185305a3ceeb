import { type ReactNode, useId } from 'react'
import { useT } from '#app/components/texts.tsx'
import { Shape } from '#app/components/ui/shape.tsx'
import { countName, newKindName } from '#app/domain/programmes/draft-names.ts'
import type { FormNode, ListItem, NodeOption } from '#app/domain/programmes/draft-nodes.ts'

/** The controls of a draft, drawn from plain data. Adding, removing and moving are submit buttons: no script is needed. */

export const anchorOf = (path: string) => `at-${path}`
type Of<T extends FormNode['type']> = { node: Extract<FormNode, { type: T }> }

export function FormNodes({ nodes }: { nodes: readonly FormNode[] }) {
	return (
		<div className="nodes">
			{nodes.map((node) => (
				<NodeView key={`${node.type}-${node.path}`} node={node} />
			))}
		</div>
	)
}

function NodeView({ node }: { node: FormNode }) {
	switch (node.type) {
		case 'field':
			return node.input === 'tick' ? <TickNode node={node} /> : <FieldNode node={node} />
		case 'words':
			return <WordsNode node={node} />
		case 'ticks':
			return <TicksNode node={node} />
		case 'group':
			return <GroupNode node={node} />
		case 'left_out':
			return <LeftOutNode node={node} />
		case 'union':
			return <UnionNode node={node} />
		case 'list':
			return <ListNode node={node} />
		case 'table':
			return <TableNode node={node} />
		case 'origin':
			return <OriginNode node={node} />
	}
}

function Errors({ id, errors }: { id: string; errors: readonly string[] }) {
	if (errors.length === 0) return null
	return (
		<p className="err" id={id}>
			<Shape name="square" />
			<span>{errors.join(' ')}</span>
		</p>
	)
}

type Described = { help: string; errors: readonly string[] }
/** Ids of what stands under a control. */
function useDescribed({ help, errors }: Described) {
	const id = useId()
	const ids = { help: `${id}-help`, errors: `${id}-errors` }
	const describedBy = [help ? ids.help : '', errors.length > 0 ? ids.errors : ''].filter(Boolean).join(' ')
	return { ids, aria: { 'aria-describedby': describedBy || undefined, 'aria-invalid': errors.length > 0 || undefined } }
}

function Under({ ids, help, errors }: Described & { ids: { help: string; errors: string } }) {
	return (
		<>
			{help ? (
				<span className="hint" id={ids.help}>
					{help}
				</span>
			) : null}
			<Errors id={ids.errors} errors={errors} />
		</>
	)
}

/** A button that saves the chapter and changes its shape. */
export function ChangeButton({
	step,
	path,
	children,
	label,
	quiet = true,
}: {
	step: string
	path: string
	children: ReactNode
	label?: string
	quiet?: boolean
}) {
	return (
		<button
			type="submit"
			name="change"
			value={`${step}:${path}`}
			className={quiet ? 'btn sm quiet' : 'btn sm'}
			aria-label={label}
		>
			{children}
		</button>
	)
}

function FieldNode({ node }: Of<'field'>) {
	const { t } = useT()
	const { path, label, value, input, isOptional, options, errors } = node
	const help = node.help || (input === 'lines' ? t('editor.lines_hint') : '')
	const { ids, aria } = useDescribed({ help, errors })
	const id = anchorOf(path)
	const common = { id, name: path, ...aria }
	const unit = input === 'money' ? t('common.yuan') : input === 'percent' ? t('editor.percent') : null
	const control =
		input === 'select' ? (
			<select {...common} className="input" defaultValue={value}>
				<option value="">{isOptional ? t('editor.kind_none') : t('editor.kind_choose')}</option>
				<Options options={options} />
			</select>
		) : input === 'long' || input === 'lines' ? (
			<textarea
				{...common}
				className={input === 'lines' ? 'input code' : 'input'}
				rows={input === 'lines' ? Math.min(Math.max(value.split('\n').length, 1), 6) : 3}
				defaultValue={value}
			/>
		) : (
			<input
				{...common}
				className={input === 'money' || input === 'percent' ? 'input money' : 'input'}
				type={input === 'date' && /^(\d{4}-\d{2}-\d{2})?$/.test(value) ? 'date' : 'text'}
				inputMode={input === 'money' || input === 'percent' ? 'decimal' : input === 'number' ? 'numeric' : undefined}
				autoComplete="off"
				defaultValue={value}
			/>
		)
	return (
		<div className={`field node-${input}`}>
			<label htmlFor={id}>
				{label}
				{isOptional && input !== 'select' ? <span className="faint"> {t('common.optional')}</span> : null}
			</label>
			{unit ? (
				<div className={errors.length > 0 ? 'affix wrong' : 'affix'}>
					{control}
					<span>{unit}</span>
				</div>
			) : (
				control
			)}
			<Under ids={ids} help={help} errors={errors} />
		</div>
	)
}

const Options = ({ options }: { options: readonly NodeOption[] }) => (
	<>
		{options.map((option) => (
			<option key={option.value} value={option.value}>
				{option.label}
			</option>
		))}
	</>
)

function TickNode({ node: { path, label, value, help, errors } }: Of<'field'>) {
	const { ids, aria } = useDescribed({ help, errors })
	return (
		<div className="field">
			<label className="check" htmlFor={anchorOf(path)}>
				<input type="checkbox" id={anchorOf(path)} name={path} value="on" defaultChecked={value === 'on'} {...aria} />
				<span>{label}</span>
			</label>
			<Under ids={ids} help={help} errors={errors} />
		</div>
	)
}

function TicksNode({ node: { path, label, values, options, help, errors } }: Of<'ticks'>) {
	const { ids, aria } = useDescribed({ help, errors })
	return (
		<fieldset className="field" id={anchorOf(path)} tabIndex={-1} aria-describedby={aria['aria-describedby']}>
			<legend className="legend">{label}</legend>
			<div className="row">
				{options.map((option) => (
					<label className="check" key={option.value}>
						<input type="checkbox" name={path} value={option.value} defaultChecked={values.includes(option.value)} />
						<span>{option.label}</span>
					</label>
				))}
			</div>
			<Under ids={ids} help={help} errors={errors} />
		</fieldset>
	)
}

function WordsNode({ node: { path, label, zh, en, isLong, isOptional, help, errors } }: Of<'words'>) {
	const { t } = useT()
	const { ids, aria } = useDescribed({ help, errors })
	return (
		<fieldset className="field node-words" id={anchorOf(path)} tabIndex={-1}>
			<legend className="legend">
				{label}
				{isOptional ? <span className="faint"> {t('common.optional')}</span> : null}
			</legend>
			<div className={isLong ? 'pair-in long' : 'pair-in'}>
				{(['zh', 'en'] as const).map((language) => {
					const id = `${anchorOf(path)}.${language}`
					const common = {
						id,
						name: `${path}.${language}`,
						lang: language,
						className: 'input',
						defaultValue: language === 'zh' ? zh : en,
						...aria,
					}
					return (
						<div key={language} className="field">
							<label htmlFor={id} className="tiny faint">
								{t(`editor.${language}`)}
							</label>
							{isLong ? <textarea rows={3} {...common} /> : <input type="text" autoComplete="off" {...common} />}
						</div>
					)
				})}
			</div>
			<Under ids={ids} help={help} errors={errors} />
		</fieldset>
	)
}

function GroupNode({ node }: Of<'group'>) {
	const { t } = useT()
	const { ids } = useDescribed(node)
	return (
		<fieldset className="node-group" id={anchorOf(node.path)} tabIndex={-1}>
			<legend>{node.label}</legend>
			{node.mayLeaveOut ? <input type="hidden" name={countName(node.path)} value="1" /> : null}
			<Under ids={ids} help={node.help} errors={node.errors} />
			<FormNodes nodes={node.nodes} />
			{node.mayLeaveOut ? (
				<div className="row node-tools">
					<ChangeButton step="off" path={node.path}>
						{t('editor.leave_out', { name: node.label })}
					</ChangeButton>
				</div>
			) : null}
		</fieldset>
	)
}

function LeftOutNode({ node }: Of<'left_out'>) {
	const { t } = useT()
	return (
		<div className="node-left-out" id={anchorOf(node.path)} tabIndex={-1}>
			<ChangeButton step="on" path={node.path}>
				{t('editor.put_in', { name: node.label })}
			</ChangeButton>
			<Errors id={`${node.path}-errors`} errors={node.errors} />
		</div>
	)
}

function UnionNode({ node }: Of<'union'>) {
	const { t } = useT()
	const { ids, aria } = useDescribed(node)
	const id = anchorOf(node.path)
	return (
		<fieldset className="node-group node-union">
			<legend>{node.label}</legend>
			<div className="field">
				<div className="row ends one">
					<select
						id={id}
						name={node.name}
						className="input"
						aria-label={node.label}
						defaultValue={node.chosen}
						{...aria}
					>
						{node.chosen === '' || node.isOptional ? (
							<option value="">{t(node.isOptional ? 'editor.kind_none' : 'editor.kind_choose')}</option>
						) : null}
						<Options options={node.options} />
					</select>
					<button type="submit" className="btn">
						{t('editor.choose_kind')}
					</button>
				</div>
				<Under ids={ids} help={node.help} errors={node.errors} />
			</div>
			<FormNodes nodes={node.nodes} />
		</fieldset>
	)
}

function ListNode({ node }: Of<'list'>) {
	const { t } = useT()
	const { ids } = useDescribed(node)
	const { path, label, items, kinds, mayAdd } = node
	return (
		<fieldset className="node-list" id={anchorOf(path)} tabIndex={-1}>
			<legend>
				{label} <span className="count">{items.length}</span>
			</legend>
			<input type="hidden" name={countName(path)} value={items.length} />
			<Under ids={ids} help={node.help} errors={node.errors} />
			{items.length > 0 ? (
				<ol className="items">
					{items.map((item, index) => (
						<ItemView key={item.path} item={item} isFirst={index === 0} isLast={index === items.length - 1} />
					))}
				</ol>
			) : null}
			{mayAdd ? (
				<div className="row ends node-tools">
					{kinds.length > 0 ? (
						<label className="field">
							<span className="sr">{`${label} ${t('editor.add_kind')}`}</span>
							<select className="input sm" name={newKindName(path)}>
								<Options options={kinds} />
							</select>
						</label>
					) : null}
					<ChangeButton step="add" path={path} quiet={false}>
						{t('editor.add_of', { name: label })}
					</ChangeButton>
				</div>
			) : null}
		</fieldset>
	)
}

function ItemView({ item, isFirst, isLast }: { item: ListItem; isFirst: boolean; isLast: boolean }) {
	const { t } = useT()
	const named = (key: string) => `${t(key)} ${item.title}`
	return (
		<li>
			<details open={item.isOpen} id={anchorOf(item.path)}>
				<summary>
					<span>{item.title}</span>
					{item.brief ? <span className="brief">{item.brief}</span> : null}
				</summary>
				<Errors id={`${item.path}-errors`} errors={item.errors} />
				<FormNodes nodes={item.nodes} />
				<div className="row node-tools">
					{isFirst ? null : (
						<ChangeButton step="up" path={item.path} label={named('editor.up')}>
							{t('editor.up')}
						</ChangeButton>
					)}
					{isLast ? null : (
						<ChangeButton step="down" path={item.path} label={named('editor.down')}>
							{t('editor.down')}
						</ChangeButton>
					)}
					<ChangeButton step="remove" path={item.path} label={named('editor.remove')}>
						{t('editor.remove')}
					</ChangeButton>
				</div>
			</details>
		</li>
	)
}

function TableNode({ node }: Of<'table'>) {
	const { t } = useT()
	const { ids } = useDescribed(node)
	return (
		<fieldset className="field" id={anchorOf(node.path)} tabIndex={-1}>
			<legend className="legend">{node.label}</legend>
			<input type="hidden" name={countName(node.path)} value={node.rows.length} />
			{node.rows.map((row) => (
				<div className="pair-in" key={row.codeName}>
					<label className="field">
						<span className="tiny faint">{t('editor.code')}</span>
						<input className="input code" name={row.codeName} defaultValue={row.code} autoComplete="off" />
					</label>
					<NodeView node={row.node} />
				</div>
			))}
			<Under ids={ids} help={node.help} errors={node.errors} />
		</fieldset>
	)
}

function OriginNode({ node }: Of<'origin'>) {
	const { t } = useT()
	return (
		<div className="node-origin">
			<NodeView node={{ ...node.article, isOptional: false } as FormNode} />
			<details className="more" open={node.isOpen}>
				<summary>{t('editor.origin_ours')}</summary>
				<div className="more-in nodes">
					<NodeView node={node.ours} />
					<NodeView node={node.reason} />
				</div>
			</details>
		</div>
	)
}
