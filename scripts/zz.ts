import { joinCluster } from '#scripts/db/cluster.ts'
const t=Date.now()
const c = await joinCluster(process.argv[2]!)
console.log(Date.now()-t, c.server)
if (process.argv[3]) await new Promise(r=>setTimeout(r,Number(process.argv[3])))
const t2=Date.now(); await c.leave(); console.log('left', Date.now()-t2)
