import pg from 'pg'
import fs from 'node:fs'
import { seedCategories } from '#prisma/seed/catalogue/categories.server.ts'
import { seedListings } from '#prisma/seed/catalogue/listings.server.ts'
const count=Number(process.argv[2]??57), nProviders=Number(process.argv[3]??14)
const c=new pg.Client('postgresql://postgres@127.0.0.1:5499/'+(process.argv[4]??'catalogue_scratch')); await c.connect()
const orgs=JSON.parse(fs.readFileSync('prisma/seed/catalogue/organisations.json','utf8'))
await c.query('begin')
await c.query('create sequence if not exists number_listing')
await c.query('truncate listing, qualification_mark, search_document restart identity cascade')
await c.query("delete from organisation; delete from division")
await c.query(`insert into division(code,name,name_en,level,parent_code) select code,name,name,'district',parent from json_to_recordset($1) as d(code text,name text,parent text)`,[JSON.stringify(orgs.divisions)])
await seedCategories(c)
const ps=orgs.organisations.filter((o:any)=>o.role==='provider')
const providers:any[]=[]
for(let i=0;i<nProviders;i++){const o=ps[i%ps.length]; const name=i<ps.length?o.name:o.name.replace('云泽','云泽'+i); const r=await c.query(`insert into organisation(number,credit_code,kind,provider_kind,name,division_code,status,is_demo) values($1,$2,'provider',$3,$4,$5,'verified',true) returning id`,['JG-2026-'+String(i+1).padStart(6,'0'),i<ps.length?o.unifiedSocialCreditCode:String(i).padStart(18,'0'),o.kind,name,o.divisionCode]); providers.push({id:BigInt(r.rows[0].id),key:i<ps.length?o.id:undefined,name,kind:o.kind,divisionCode:o.divisionCode,categoryIds:o.categoryIds,qualifications:o.qualifications})}
console.time('listings')
console.log(await seedListings(c,{providers,count,seed:7,today:'2026-11-22',year:2026}))
console.timeEnd('listings')
await c.query('commit'); await c.query('analyze'); await c.end()
