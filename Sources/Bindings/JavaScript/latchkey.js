// latchkey.js, made by build.js from src/. License keys that prove themselves offline.
let aq="copy the key again from where you received it, whole and on one line";
let cl="take the .lic file again from where you received it";
let br="ask the vendor for a new key, and quote this code";
let eI="update this program: the key was made for a newer version";
let ee="use the license key that was sold for this product";
let cM="set the clock of this machine to the right date and time";
let eb="bring a newer status list to this machine, by network or by file";
let dT="fetch or copy the status list again";
let dt="fetch the full status list";
let dc="fetch or copy the trust bundle again";
let d$="have it signed by more of the root keys";
let eH="keep both files and tell the vendor: a key may be stolen";
let cV="activate this machine, online or with an activation request";
let aT="let the licensed program decide, on the machine that it runs on";
let ef="take the status list of this product from its vendor";
let ed="take the trust bundle of this product from its vendor";
let dP="keep the newer one; nothing is to be done";
let ev="renew the license";
let ey=[[0,"update this browser or runtime, and open the page by https",{"platform.no-ed25519":"this browser or runtime cannot check Ed25519 signatures"}],[0,"take the public key from its owner again",{"public-key.form":"this is not an Ed25519 public key as raw bytes, hexadecimal, base64url or PEM","public-key.weak":"this public key is one under which anyone can sign, or not in its standard form","public-key.same-id":"two public keys have the same id"}],[1,"paste the whole license key, and nothing else",{"key.empty":"there is no license key","key.too-long":"the text is longer than any license key"}],[1,cl,{"file.too-long":"the file is larger than any license file"}],[2,aq,{"key.no-separator":"a license key has an underscore, and this text has none","key.prefix":"the part before the first underscore is not a prefix of capital letters and digits"}],[3,aq,{"key.character":"a character in the text does not belong in a license key","key.length":"the key is cut off","key.unused-bits":"the last character of the key is wrong","key.carrier":"the code that begins with LK1: is damaged"}],[3,cl,{"file.no-begin":"the file has no line that begins a license","file.no-end":"the file ends before the line that ends the license","file.second-block":"a second license begins in the file","file.line":"a line of the file is damaged","file.no-license":"the file holds no license"}],[4,aq,{"key.not-signed":"the key does not hold a signed object","key.envelope":"the key is damaged or cut off","key.element-type":"a part of the signed object has the wrong type","key.unprotected-header":"the signed object has content that is not signed","key.payload-too-long":"the license is longer than allowed","key.signature-length":"the signature does not have 64 bytes"}],[5,aq,{"key.header":"the header of the signed object is malformed","key.header-labels":"the header of the signed object is not that of a license","key.algorithm":"the key was not signed with Ed25519"}],[6,"look for the license key itself, or the .lic file",{"key.type":"this is a signed object of another kind, not a license"}],[7,"check that the key belongs to this product; a newer program may know who signed it",{"key.unknown-issuer":"the key was signed by somebody who is not trusted here"}],[8,aq,{"key.signature":"the signature does not fit: the key was changed, or it is not genuine"}],[9,br,{"key.payload":"the signed content is malformed"}],[10,br,{"claims.missing":"a required claim is missing","claims.out-of-range":"a claim is out of its range"}],[10,eI,{"claims.unknown":"a claim is not known to this version","claims.text-label":"a claim is named by a text","claims.critical":"the license has an extension that this program must understand, and does not"}],[11,aq,{"key.prefix-changed":"the prefix of the key is not the one that was signed"}],[12,br,{"issuer.role":"the key that signed this does not issue licenses","issuer.organization":"the license names another organization than the key that signed it","issuer.compromised":"the key that signed this was stolen","issuer.window":"the license was made when the key that signed it was not in use","issuer.benefit":"the key that signed this is not for this product","issuer.lifetime":"the license lasts longer than the key that signed it may give","issuer.status-index":"the license cannot be revoked, and the key that signed it requires that"}],[13,ee,{"license.other-organization":"the license was sold by another organization","license.other-benefit":"the license is for another product","license.other-prefix":"the license is of another brand"}],[14,cM,{"clock.behind":"the clock of this machine is behind the time at which something was signed","clock.slightly-behind":"the clock of this machine is a little behind the time of issue"}],[15,"wait until then, or ask the vendor for a license that begins earlier",{"license.not-yet-valid":"the license is not valid yet"}],[15,ev,{"license.expired":"the license has expired","license.in-grace":"the license has expired and still works for its grace period","license.expires-soon":"the license expires soon"}],[16,eb,{"status.too-old":"whether the license was revoked has not been checked for too long","status.list-due":"a newer status list should be here by now","status.list-expired":"the status list has expired, so a later revocation is not known","status.not-known":"whether the license was revoked is not known here"}],[17,"ask the vendor, and bring a newer status list afterwards",{"status.revoked":"the license was revoked","status.suspended":"the license is suspended","status.not-understood":"the license has a status that this program does not know"}],[18,"use the license where it was sold for, or ask the vendor to change it",{"condition.missing":"the license requires a condition that is not presented","condition.differs":"a condition has another value than the license requires","condition.unknown":"a condition is presented that the license does not name"}],[18,aT,{"conditions.not-judged":"the conditions of the license were not checked here"}],[19,cV,{"activation.missing":"the license needs an activation, and this machine has none","activation.other-license":"the activation of this machine is for another license","activation.other-machine":"the activation was given to another machine","activation.lease-ended":"the activation of this machine has ended","activation.lease-ends-soon":"the activation of this machine ends soon"}],[19,aT,{"activation.not-judged":"the activation of the license was not checked here"}],[20,"let the program count usage on this machine",{"usage.unknown":"the license is metered, and nothing here counts usage"}],[20,"buy more units, or wait for the next period",{"usage.exhausted":"all units are used"}],[20,"report what was used, online or by file, and take the answer",{"usage.allowance-exhausted":"this machine has used all that it may before it reports"}],[20,aT,{"usage.not-judged":"the usage of the license was not checked here"}],[21,"update this program",{"release.unknown":"the license covers certain builds, and this one does not say its own"}],[21,"renew the updates, or install a build that the license covers",{"release.too-late":"this build is newer than the updates paid for","release.major-version":"the license does not cover this major version"}],[21,aT,{"release.not-judged":"whether the license covers this build was not checked here"}],[0,ef,{"status-list.type":"this is a signed object of another kind, not a status list","status-list.other-organization":"the status list belongs to another organization","status-list.other-shard":"this is another list of the organization"}],[0,"update this program or its trust bundle; they may know the key",{"status-list.unknown-key":"the status list was signed by a key that is not trusted for it"}],[0,dT,{"status-list.form":"the status list is damaged","status-list.signature":"the signature does not fit the status list","status-list.payload":"the signed content is malformed","status-list.claims":"the signed claims are not those of a status list","status-list.compression":"the statuses are not one whole list","status-list.root":"the statuses are not those that were signed for","status-list.window":"the status list was signed when its key was not in use"}],[0,cM,{"status-list.future":"the status list was signed at a time that this clock has not reached","trust.future":"the trust bundle was made at a time that this clock has not reached"}],[0,dP,{"status-list.rollback":"the status list is older than allowed","trust.rollback":"the trust bundle is older than the one that is held"}],[0,eH,{"status-list.equivocation":"two status lists with one number say different things","trust.equivocation":"two trust bundles of one version say different things"}],[0,dt,{"status-delta.changes":"the changes in the delta are malformed","status-delta.other-list":"the delta is for another list","status-delta.gap":"the delta begins later than the list that is held","status-delta.root":"the delta does not lead to the statuses that were signed for","status-pages.form":"this is not a file of pages that this version can read","status-pages.table":"the pages are not those that were signed for","status-pages.page":"a page of the status list is damaged","status-pages.unreadable":"the pages of the status list cannot be read"}],[0,ed,{"trust.empty":"there is no trust bundle","trust.type":"this is a signed object of another kind","trust.other-organization":"the trust bundle belongs to another organization"}],[0,dc,{"trust.form":"a message of the trust bundle is damaged","trust.signature":"the signature of a root key does not fit","trust.payloads-differ":"the signatures belong to different contents","trust.bundle":"the signed content is not what root keys sign"}],[0,d$,{"trust.threshold":"too few of the root keys have signed","trust.new-roots":"too few of the new root keys have signed"}]];
let cj=new Map();
for(let[step,nextStep,A]of ey){for(let[code,message]of Object.entries(A)){cj.set(code,{code,step:step||void 0,message,nextStep})}}
let bx=code=>cj.get(code);
class LatchkeyError extends Error{constructor(code){let{step,message,nextStep}=bx(code);super(message);this.code=code;this.step=step;this.nextStep=nextStep}get name(){return"LatchkeyError"}}
function b(code){throw new LatchkeyError(code)}
function p(L,name,bW){if(!L)throw new TypeError(`${name} must be ${bW}`)}
let bJ=64<<20;
function aS(bytes){p(bytes instanceof Uint8Array,"bytes","a Uint8Array");return new Uint8Array(bytes.subarray(0,bJ+1))}
let aM=253402300799;
let ar=86400;
let aK=(z,bk)=>Math.min(z+bk,aM);
let aX=a=>Number.isInteger(a)&&a>=0&&a<=aM;
let bB=a=>Number.isSafeInteger(a)&&a>=0;
let aJ=a=>typeof a==="string"&&/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(a);
function bS(z){if(z instanceof Date)z=Math.floor(z.getTime()/1000);p(aX(z),"at","a Date, or seconds since 1970");return z}
let eg=Array.from({length:256},(_,n)=>(n+256).toString(16).slice(1));
function hex(bytes){let text="";for(let n of bytes)text+=eg[n];return text}
function aU(text){if(text.length%2||/[^0-9a-fA-F]/.test(text))return void 0;return Uint8Array.from(text.match(/../g)??[],a=>parseInt(a,16))}
function aY(...bd){let bytes=new Uint8Array(bd.reduce((a,G)=>a+G.length,0));let at=0;for(let G of bd){bytes.set(G,at);at+=G.length}return bytes}
let bq=text=>Uint8Array.from(text,bs=>bs.charCodeAt(0));
let aG=e=>Uint8Array.of(e>>>24,e>>>16,e>>>8,e);
function eK(bytes){let text=hex(bytes);let G=(from,a)=>text.slice(from,a);return`${G(0,8)}-${G(8,12)}-${G(12,16)}-${G(16,20)}-${G(20)}`}
function aE(m,t){return m.length===t.length&&m.every((n,i)=>n===t[i])}
function eh(m,t){let i=0;while(i<m.length&&m[i]===t[i])i+=1;return i<t.length&&!(m[i]>t[i])}
let bF="ABCDEFGHIJKLMNOPQRSTUVWXYZ";
let cO=bF+bF.toLowerCase()+"0123456789";
let cc=bp(cO+"+/",6);
let aQ=bp(cO+"-_",6);
let da=bp(bF+"234567",5);
function bp(bt,g){let values=new Int8Array(128).fill(-1);[...bt].forEach((bs,a)=>(values[bs.charCodeAt(0)]=a));return{decode(text){let bytes=new Uint8Array((text.length*g)>>3);let j=0;let d=0;let at=0;for(let i=0;i<text.length;i+=1){let a=values[text.charCodeAt(i)]??-1;if(a<0)return{R:"character"};j=((j<<g)|a)&0xfff;d+=g;if(d>=8){d-=8;bytes[at++]=j>>d}}if(d>=g)return{R:"length"};if(j&((1<<d)-1))return{R:"unused-bits"};return{bytes}},encode(bytes){let text="";let j=0;let d=0;for(let n of bytes){j=((j<<8)|n)&0xffff;d+=8;while(d>=g){d-=g;text+=bt[(j>>d)&((1<<g)-1)]}}return d?text+bt[(j<<(g-d))&((1<<g)-1)]:text}}}
let eA=["00".repeat(32),"01"+"00".repeat(31),"ec"+"ff".repeat(30)+"7f","26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05","c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"];
function cq(P){let a=Uint8Array.from(P);a[31]&=0x7f;let text=hex(a);return!eA.includes(text)&&!/^(e[d-f]|f.)f{60}7f$/.test(text)}
let bO="10".padEnd(32,"0")+"14def9dea2f79cd65812631a5cf5d3ed";
function dE(a){return hex(Uint8Array.from(a).reverse())<bO}
let ec="node:crypto";
let eL=async()=>globalThis.crypto??(await import(ec)).webcrypto;
async function dw(P){try{let{subtle}=await eL();let key=await subtle.importKey("raw",P,"Ed25519",!1,["verify"]);return(N,message)=>subtle.verify("Ed25519",key,N,message)}catch(Q){return Q.name==="DataError"?()=>!1:b("platform.no-ed25519")}}
let cB=315619200;
let aw=Number.MAX_SAFE_INTEGER;
let isInteger=a=>typeof a==="number"||typeof a==="bigint";
let x=(aL,bM)=>a=>isInteger(a)&&a>=aL&&a<=bM?a:void 0;
let z=x(0,aM);
let M=a=>a instanceof Uint8Array;
let H=a=>a instanceof Map;
let ai=L=>a=>(L(a)?a:void 0);
let bytes=length=>a=>M(a)&&a.length===length?hex(a):void 0;
let ah=a=>bytes(16)(a)&&a.some(n=>n)?eK(a):void 0;
let cA=b=>ai(a=>typeof a==="string"&&b.test(a));
let text=ai(a=>typeof a==="string"&&a&&bj(a)<=1024);
let r=(bM,as)=>a=>{if(!Array.isArray(a)||!a.length||a.length>bM)return void 0;let ab=a.map(F=>as(F));return ab.includes(void 0)?void 0:ab}
;
let dp=new TextEncoder();
let bj=a=>dp.encode(a).length;
function bu(map,Z,h,aV=()=>!1){for(let y of map.keys()){if(typeof y==="string")h("text-label");if(!aV(y)&&!Z.some(a=>a[0]===y))h("unknown")}}
function aP(map,Z,h){let E={};for(let[y,name,check,b]of Z){let a=map.get(y);if(a!==void 0)E[name]=check(a)??h("out-of-range");else if(b)h("missing")}return E}
function ap(map,Z,h){if(!H(map))h();bu(map,Z,h);return aP(map,Z,h)}
function roots(e,d){let $=[];for(let b=2;$.length<d;b+=1){let c=2;while(b%c)c+=1;if(c<b)continue;let f=BigInt(b)<<BigInt(32*e);let root=0n;for(let a=1n<<40n;a;a>>=1n){if((root+a)**BigInt(e)<=f)root+=a}$.push(Number(BigInt.asIntN(32,root)))}return Int32Array.from($)}
let dz=roots(2,8);
let ex=roots(3,64);
let $=new Int32Array(64);
function bi(...bd){let message=aY(...bd);let ak=new Uint8Array((message.length+72)&~63);ak.set(message);ak[message.length]=0x80;let bn=new DataView(ak.buffer);bn.setUint32(ak.length-4,message.length*8);let c=Int32Array.from(dz);for(let at=0;at<ak.length;at+=64)db(c,bn,at);let digest=new DataView(new ArrayBuffer(32));c.forEach((am,i)=>digest.setInt32(4*i,am));return new Uint8Array(digest.buffer)}
function db(c,bn,at){for(let a=0;a<16;a+=1)$[a]=bn.getInt32(at+4*a);for(let a=16;a<64;a+=1){let h=$[a-15];let k=$[a-2];let l=ad(h,7)^ad(h,18)^(h>>>3);let n=ad(k,17)^ad(k,19)^(k>>>10);$[a]=$[a-16]+l+$[a-7]+n}let[m,t,d,g,b,e,f,j]=c;for(let a=0;a<64;a+=1){let n=ad(b,6)^ad(b,11)^ad(b,25);let o=(j+n+((b&e)^(~b&f))+ex[a]+$[a])|0;let l=ad(m,2)^ad(m,13)^ad(m,22);let p=l+((m&t)^(m&d)^(t&d));[j,f,e,b,g,d,t,m]=[f,e,b,(g+o)|0,d,t,m,(o+p)|0]}[m,t,d,g,b,e,f,j].forEach((am,i)=>(c[i]+=am))}
let ad=(am,g)=>(am>>>g)|(am<<(32-g));
let eB=aU("302a300506032b6570032100");
let di=aU("a301012006215820");
class VerificationKey{#bY;#bX;constructor(key){p(typeof key==="string"||M(key),"key","a Uint8Array or a string");let P=typeof key==="string"?eu(key):Uint8Array.from(key.subarray(0,33));if(P?.length!==32)b("public-key.form");if(!cq(P))b("public-key.weak");this.#bY=P;this.id=hex(bi(di,P).subarray(0,8));this.hex=hex(P);Object.freeze(this)}async verify(N,message){p(M(N),"signature","a Uint8Array");p(M(message),"message","a Uint8Array");let a=N.length===64&&dE(N.subarray(32));if(!a||!cq(N.subarray(0,32)))return!1;this.#bX??=dw(this.#bY);return(await this.#bX)(N,message)}}
function eu(text){if(text.length>4096)return void 0;text=text.trim();if(text.length===64)return aU(text);if(text.length===43)return aQ.decode(text).bytes;let b=/^-----BEGIN PUBLIC KEY-----([^]*)-----END PUBLIC KEY-----$/.exec(text)?.[1];let a=cc.decode((b??"").replace(/\s/g,"").replace(/=$/,"")).bytes;return a&&aE(a.subarray(0,12),eB)?a.subarray(12):void 0}
function bE(keys,name){p(Array.isArray(keys),name,"an array");let v=new Map();for(let aj of keys){let key=aj instanceof VerificationKey?aj:new VerificationKey(aj);if((v.get(key.id)??key).hex!==key.hex)b("public-key.same-id");v.set(key.id,key)}return v}
let eJ=new TextDecoder("utf-8",{fatal:!0,ignoreBOM:!0});
let aZ=2n**63n-1n;
class I extends Error{}
class bZ{constructor(bytes,ae={}){this.bytes=bytes;this.ae={u:0,entries:0,...ae};this.at=0}aH(){let aF=this.n();let a=aF&31;if(a>27)throw new I();let e=a;if(a>23){e=0n;for(let c=1<<(a-24);c;c-=1){e=(e<<8n)|BigInt(this.n())}let aL=a===24?24n:1n<<BigInt(4<<(a-24));if(e<aL)throw new I();if(e<=Number.MAX_SAFE_INTEGER)e=Number(e)}return[aF>>5,e]}n(){if(this.at>=this.bytes.length)throw new I();return this.bytes[this.at++]}cT(length){if(length>this.bytes.length-this.at)throw new I();return this.bytes.subarray(this.at,(this.at+=length))}F(u=0){let[f,e]=this.aH();switch(f){case 0:case 1:return this.x(e,f);case 2:return this.cT(e);case 3:return this.text(e);case 4:return this.c$(e,u+1);case 5:return this.map(e,u+1);case 7:if(e===20||e===21)return e===21}throw new I()}x(e,h){if(e>aZ)throw new I();if(!h)return e;let g=-1n-BigInt(e);return e<Number.MAX_SAFE_INTEGER?Number(g):g}text(length){let bytes=this.cT(length);try{return eJ.decode(bytes)}catch{throw new I()}}c$(d,u){this.ci(d,u);let ab=[];while(ab.length<d)ab.push(this.F(u));return ab}map(d,u){this.ci(d,u);let map=new Map();let an;while(map.size<d){let s=this.at;let key=this.F(u);let b=this.bytes.subarray(s,this.at);if(typeof key==="object"||typeof key==="boolean")throw new I();if(an&&!eh(an,b))throw new I();an=b;map.set(key,this.F(u))}return map}ci(d,u){if(u>this.ae.u)throw new I();if(d>this.ae.entries)throw new I("entries")}}
function decode(bytes,ae){try{let X=new bZ(bytes,ae);let F=X.F();return X.at===bytes.length?F:void 0}catch(Q){if(Q instanceof I)return void 0;throw Q}}
let cE=/^[A-Z][A-Z0-9]{0,15}$/;
let ea=/^[a-z][a-z0-9._-]{0,63}$/;
let dq=cA(/^[a-z0-9][a-z0-9._:-]{0,63}$/);
let bk=x(0,cB);
let ae={u:6,entries:64}
;
let cx=-65537;
let cv=[cx,"license",ai(H),!0];
let az=[[6,"issuedAt",z,!0],[5,"notBefore",z],[4,"expiresAt",z]];
let cJ=[[16,"license",ah,!0],[2,"organization",ah,!0],[3,"benefit",ah,!0],[1,"prefix",cA(cE),!0]];
let cC=[[9,"customer",ah],[10,"offline",bk],[11,"grace",bk],[4,"activationLimit",x(0,aw)],[5,"usageLimit",x(1,aw)],[6,"conditions",en],[7,"entitlements",cb(r(64,dq))],[8,"statusIndex",x(0,2**32-1)],[13,"updatesUntil",z],[14,"maxMajorVersion",x(0,aw)],[15,"enforcement",a=>(a===1?"advise":void 0)],[12,"critical",cb(r(64,x(32,aZ)))]];
let bP=[cv,...az];
let dA=[...cJ,...cC];
let af=R=>b(`claims.${R}`);
let aV=y=>y>=32;
function em(k,bl){let map=decode(k,ae)??b("key.payload");if(!H(map))af("out-of-range");bu(map,bP,af);let{license}=aP(map,[cv],af);bu(license,dA,af,aV);let claims={...aP(license,cJ,af),...aP(map,az,af),...aP(license,cC,af)};let{issuedAt,expiresAt=aM+1,notBefore=issuedAt,critical=[]}=claims;let bC=issuedAt<=notBefore&&notBefore<expiresAt;if(!bC||bz(license)||critical.some(y=>!license.has(y))){af("out-of-range")}if(critical.some(y=>!bl.includes(y)))af("critical");return claims}
function ep(k){let license=decode(k,ae).get(cx);return new Map([...license].filter(([y])=>aV(y)))}
function en(map){if(!H(map)||!map.size||map.size>32)return void 0;for(let[name,a]of map){if(typeof name!=="string"||!ea.test(name)||!dC(a)){return void 0}}return{__proto__:null,...Object.fromEntries(map)}}
function dC(a){if(typeof a==="string")return!/[\0-\x1f\x7f-\x9f]/.test(a)&&bj(a)<=256;return typeof a==="boolean"||(isInteger(a)&&a>=-aw&&a<=aw)}
function cb(W){return a=>{let ab=W(a);return ab?.every((F,i)=>!i||ab[i-1]<F)?ab:void 0}}
function bz(a){if(H(a))return!a.size||[...a.values()].some(bz);return Array.isArray(a)&&(!a.length||a.some(bz))}
let dZ=/^[\w!#$&^.+-]{1,127}\/[\w!#$&^.+-]{1,127}$/;
function be(bytes,bL,code,a=!0){let h=R=>b(code(R));if(bytes[0]!==0xd2||bytes[1]!==0x84)h("not-signed");let X=new bZ(bytes,{u:1,entries:0});X.at=2;let aI=as(X,M,h);as(X,H,h,"unprotected-header");let k=as(X,M,h);let N=as(X,M,h);let B=X.at;if(a&&B<bytes.length)h("envelope");if(k.length>bL)h("payload-too-long");if(N.length!==64)h("signature-length");return{...es(aI,h),aI,k,N,bytes:bytes.subarray(0,B)}}
function as(X,a,h,dr="envelope"){let F;try{F=X.F()}catch(Q){if(!(Q instanceof I))throw Q;h(Q.message?dr:"envelope")}return a(F)?F:h("element-type")}
function es(bytes,h){let map=decode(bytes,{u:1,entries:8})??h("header");let[a,keyID,type]=H(map)?[1,4,16].map(y=>map.get(y)):[];let b=isInteger(type)&&type>=0&&type<=0xffff;let d=b||(typeof type==="string"&&dZ.test(type));let c=M(keyID)&&keyID.length===8;if(map.size!==3||!isInteger(a)||!c||!d){h("header-labels")}if(a!==-19&&a!==-8)h("algorithm");return{keyID:hex(keyID),type}}
let dg=aY([0x84,0x6a],bq("Signature1"));
function bT({aI,k}){return aY(dg,cu(aI),aI,[0x40],cu(k),k)}
function cu({length}){if(length<24)return[0x40|length];if(length<256)return[0x58,length];return length<65536?[0x59,length>>8,length]:[0x5a,...aG(length)]}
let bv=new WeakMap();
class J{constructor(){throw new TypeError(`${new.target.name} is not made with new`)}}
function C(type,E,aC={}){let U=by(Object.assign(Object.create(type.prototype),E));bv.set(U,aC);return U}
function w(U,type,name="this"){p(U instanceof type&&bv.has(U),name,`a ${type.name}`);return bv.get(U)}
function by(a){if(typeof a!=="object"||a===null||ArrayBuffer.isView(a))return a;Object.values(a).forEach(by);return Object.freeze(a)}
let bG=61;
let bK=270336;
let dY=1536;
class LicenseKey extends J{static parse(text){let ag=trim(text,2331);let at=ag.indexOf("_");if(at<0)b("key.no-separator");let prefix=ag.slice(0,at);if(!cE.test(prefix))b("key.prefix");let{bytes,R}=aQ.decode(ag.slice(at+1));return fromBytes(R?b(`key.${R}`):bytes,prefix)}static parseCarrier(text){return fromBytes(readCarrier(text))}static fromBytes(bytes){return fromBytes(aS(bytes))}get masked(){return"****-"+aQ.encode(w(this,LicenseKey).bytes).slice(-6)}}
function readCarrier(text){let ag=trim(text,3391);if(!ag.startsWith("LK1:"))b("key.carrier");return da.decode(ag.slice(4)).bytes??b("key.carrier")}
function cw(R){return`key.${R}`}
function fromBytes(bytes,prefix){let message=be(bytes,dY,cw);if(message.type!==bG)b("key.type");return C(LicenseKey,{prefix},message)}
function trim(text,a){p(typeof text==="string","text","a string");if(text.length>2*a||bj(text)>2*a)b("key.too-long");let c=i=>/[\t-\r ]/.test(text[i]);let s=0;let B=text.length;while(s<B&&c(s))s+=1;while(B>s&&c(B-1))B-=1;if(s===B)b("key.empty");let ag=text.slice(s,B);return bj(ag)>a?b("key.too-long"):ag}
class bo extends Error{}
function dx(bytes,size){try{return dy(bytes,size)}catch(Q){if(Q instanceof bo)return void 0;throw Q}}
function check(L){if(!L)throw new bo()}
let dS=[16,17,18,0,8,7,9,6,10,5,11,4,12,3,13,2,14,1,15];
let dh=[...cF(28,4,3),[258,0]];
let dm=cF(30,2,1);
let ds=[[144,8],[112,9],[24,7],[8,8]].flatMap(([a,g])=>Array(a).fill(g));
function cF(d,a,s){return Array.from({length:d},(_,code)=>{let g=Math.max(0,Math.floor(code/a)-1);s+=1<<g;return[s-(1<<g),g]})}
function dy(bytes,size){let[a,b]=bytes;let e=(a&15)===8&&a>>4<8&&!(b&32);check(bytes.length>6&&e&&(a*256+b)%31===0);let c={bytes,at:2,j:0,d:0,V:new Uint8Array(size),S:0};let cp=0;while(!cp){cp=g(c,1);let type=g(c,2);check(type<3);if(type===0)eG(c);else if(type===1)compressed(c,aB(ds),aB(Array(32).fill(5)));else dn(c)}let{at,V}=c;check(c.S===size&&bytes.length===at+4);check(new DataView(bytes.buffer,bytes.byteOffset+at).getUint32(0)===cW(V));return V}
function g(c,d){while(c.d<d){check(c.at<c.bytes.length);c.j|=c.bytes[c.at++]<<c.d;c.d+=8}let a=c.j&((1<<d)-1);c.j>>>=d;c.d-=d;return a}
function eG(c){let{bytes:l,V,S}=c;c.j=c.d=0;let length=g(c,16);check((length^g(c,16))===0xffff);check(length<=l.length-c.at&&length<=V.length-S);V.set(l.subarray(c.at,c.at+length),S);c.at+=length;c.S+=length}
function dn(c){let ao=g(c,5)+257;let aD=g(c,5)+1;let bO=g(c,4)+4;check(ao<=286&&aD<=30);let own=Array(19).fill(0);for(let d of dS.slice(0,bO))own[d]=g(c,3);let code=aB(own);let v=[];while(v.length<ao+aD){let O=bU(c,code);check(O!==16||v.length);let a=O<16?O:O===16?v.at(-1):0;let[aL,b]=[[3,2],[3,3],[11,7]][O-16]??[1,0];v.push(...Array(aL+g(c,b)).fill(a))}check(v.length===ao+aD&&v[256]);compressed(c,aB(v.slice(0,ao),!0),aB(v.slice(ao),!0))}
function compressed(c,ao,aD){let{V}=c;for(let O;(O=bU(c,ao))!==256;){let length=O<256?1:ck(c,dh[O-257]);check(length<=V.length-c.S);if(O<256){V[c.S++]=O;continue}let a=ck(c,dm[bU(c,aD)]);check(a<=c.S);for(;length;length-=1,c.S+=1)V[c.S]=V[c.S-a]}}
function ck(c,a){check(a);return a[0]+g(c,a[1])}
function bU(c,{counts,cS}){let code=0;let i=0;for(let length=1;length<16;length+=1){code=2*code+g(c,1);if(code<counts[length])return cS[i+code];code-=counts[length];i+=counts[length]}throw new bo()}
function aB(au,c=!1){let counts=Array(16).fill(0);for(let length of au)counts[length]+=1;let a=au.length-counts[0];let bh=1;for(let d of counts.slice(1)){bh=2*bh-d;check(bh>=0)}check(!bh||!a||(c&&a===1&&counts[1]));let b=[...au.keys()].filter(O=>au[O]);return{counts,cS:b.sort((m,t)=>au[m]-au[t]||m-t)}}
function cW(bytes){let m=1;let t=0;for(let n of bytes){m=(m+n)%65521;t=(t+m)%65521}return t*65536+m}
let ce="application/vnd.latchkey.trust+cwt";
let b$="application/vnd.latchkey.affirmation+cwt";
let ay=()=>b("trust.bundle");
let dX=1<<16;
let dW=1<<24;
class TrustRoot extends J{static pin(roots,threshold){let keys=bE(roots,"roots");p(keys.size===roots.length&&keys.size<=16,"roots","at most 16 different keys");let a=Number.isInteger(threshold)&&threshold>0&&threshold<=keys.size;p(a,"threshold","at least 1, and at most the number of roots");return C(TrustRoot,{},{keys,threshold})}async accept(l,at){let root=w(this,TrustRoot);return bN(await cU(root,cG(l)),at)}verifyAffirmations(l){return verifyAffirmations(w(this,TrustRoot),l)}}
class VerifiedTrustBundle extends J{async accept(l,at){let j=w(this,VerifiedTrustBundle);let A=cG(l);if(A.length&&aE(A[0].k,j.k))return bN(this,at);let T=bN(await cU(j,A),at);if(T.organization!==this.organization)b("trust.other-organization");if(T.version<this.version)b("trust.rollback");return T.version===this.version?b("trust.equivocation"):T}verifyAffirmations(l){return verifyAffirmations(w(this,VerifiedTrustBundle),l)}}
class VerifiedAffirmationList extends J{}
let cG=l=>cI(l,dX);
function cI(l,bL){let A=[];for(let a=aS(l);a.length;){let message=be(a,bL,()=>"trust.form",!1);A.push(message);a=a.subarray(message.bytes.length)}return A}
function bN(aa,at){return aa.issuedAt>aK(bS(at),ar)?b("trust.future"):aa}
async function cU(root,A){let k=await ca(root,A,ce);let{E,...aC}=ej(k);if((await cP(aC.keys,A))<aC.threshold)b("trust.new-roots");return C(VerifiedTrustBundle,E,{...aC,k})}
async function verifyAffirmations(root,l){let k=await ca(root,cI(l,dW),b$);let{own}=ap(decode(k,{u:2,entries:3}),cX,ay);let{digests,...E}=ap(own,cY,ay);return C(VerifiedAffirmationList,E,{digests})}
async function ca({keys,threshold},A,type){if(!A.length)b("trust.empty");let[{k}]=A;for(let message of A){if(message.type!==type)b("trust.type");if(!aE(message.k,k))b("trust.payloads-differ")}return(await cP(keys,A))<threshold?b("trust.threshold"):k}
async function cP(keys,A){let v=new Set();for(let message of A){let key=keys.get(message.keyID);if(!key)continue;if(!(await key.verify(message.N,bT(message))))b("trust.signature");v.add(key)}return v.size}
let ew=[void 0,"issue","activate","status"];
let dQ=[[1,"key",cH,!0],[2,"role",a=>ew[a],!0],[3,"notBefore",z,!0],[4,"notAfter",z,!0],[5,"benefits",r(256,ah)],[6,"longestLifetime",x(1,aZ)],[7,"compromisedAt",z],[8,"requiresStatusIndex",ai(a=>a===!0)]];
let dd=[[4,"expiresAt",z,!0],[6,"issuedAt",z,!0],[-65539,"own",ai(H),!0]];
let de=[[1,"organization",ah,!0],[2,"version",x(1,aw),!0],[3,"keys",r(256,ek)],[4,"roots",r(16,cH),!0],[5,"threshold",x(1,16),!0],[6,"statusBase",text],[7,"serviceURLs",r(8,text)],[8,"listFloors",er]];
let cX=[[-65546,"own",ai(H),!0]];
let cY=[[1,"organization",ah,!0],[2,"key",bytes(8),!0],[3,"digests",eo,!0]];
function ej(k){let map=decode(k,{u:5,entries:256});let{own,...az}=ap(map,dd,ay);let E={keys:[],...ap(own,de,ay),...az};let{keys,roots,threshold}=E;let a=[...keys.map(({key})=>key.id),...roots.map(({id})=>id)];let bC=az.issuedAt<az.expiresAt&&threshold<=roots.length;if(!bC||new Set(a).size<a.length)ay();E.keys=keys.map(entry=>({...entry,key:entry.key.hex}));E.roots=roots.map(root=>root.hex);return{E,threshold,keys:new Map(roots.map(root=>[root.id,root])),aA:new Map(keys.map(entry=>[entry.key.id,entry]))}}
function cH(map){let a=H(map)&&map.size===3&&map.get(1)===1&&map.get(-1)===6;let P=a&&map.get(-2);try{return M(P)?new VerificationKey(P):void 0}catch{return void 0}}
function ek(map){let entry=ap(map,dQ,ay);let a=["benefits","longestLifetime","requiresStatusIndex"];let b=a.some(name=>name in entry);return entry.notBefore<entry.notAfter&&(entry.role==="issue"||!b)?entry:void 0}
function er(map){if(!H(map)||!map.size)return void 0;for(let[shard,floor]of map){if(x(0,4095)(shard)===void 0||!x(1,aZ)(floor))return void 0}return Object.fromEntries(map)}
function eo(a){if(!M(a)||!a.length||a.length%16)return void 0;let digests=hex(a).match(/.{32}/g);let b=digests.every((digest,i)=>!i||digests[i-1]<digest);return b?new Set(digests):void 0}
let bI="application/statuslist+cwt";
let cQ="application/vnd.latchkey.staple+cwt";
let bw="application/vnd.latchkey.delta+cwt";
let aO=2**20;
let ac=4096;
let size=aO/4;
class StatusKeys extends J{static pin(keys){let bQ=bE(keys,"keys");return C(StatusKeys,{},{find:id=>bQ.get(id),aR(){}})}static from(aa){let{aA}=w(aa,VerifiedTrustBundle,"bundle");let a=id=>{let entry=aA.get(id);return entry?.role==="status"&&entry.compromisedAt===void 0?entry:void 0};let aR=(id,{issuedAt,organization=aa.organization,shard,sequence})=>{let{notBefore,notAfter}=a(id);if(issuedAt<notBefore||issuedAt>=notAfter)b("status-list.window");if(organization!==aa.organization)b("status-list.other-organization");if(sequence<(aa.listFloors?.[shard]??0))b("status-list.rollback")};return C(StatusKeys,{},{find:id=>a(id)?.key,aR})}async verifyList(l){let{compressed,...claims}=await bm(this,l,{[bI]:cy});let D=dx(compressed,size)??b("status-list.compression");return C(VerifiedStatusList,claims,{D})}async verifyStaple(l){let claims=await bm(this,l,{[cQ]:eC});return C(VerifiedStatusStaple,claims)}async verifyDelta(l){let{changes,...claims}=await bm(this,l,{[bw]:cg});return C(VerifiedStatusDelta,claims,{changes})}}
class VerifiedStatusList extends J{status(position){let{D}=w(this,VerifiedStatusList);return cR(D,cf(position))}get counts(){let counts=[0,0,0,0];for(let n of w(this,VerifiedStatusList).D){for(let Y=0;Y<8;Y+=2)counts[(n>>Y)&3]+=1}return counts}check(organization,at,j){let{D}=w(this,VerifiedStatusList);p(aJ(organization),"organization","a UUID");if(this.organization!==organization)b("status-list.other-organization");if(this.issuedAt>aK(bS(at),ar))b("status-list.future");if(cK(this,D)!==this.root)b("status-list.root");if(j===void 0)return this;let aW=Number.isInteger(j?.shard)&&Number.isInteger(j.sequence);p(aW&&typeof j.root==="string","held","a list, or its shard, sequence and root");if(j.shard!==this.shard)b("status-list.other-shard");if(this.sequence<j.sequence)b("status-list.rollback");let a=this.sequence>j.sequence||this.root===j.root;return a?this:b("status-list.equivocation")}}
class VerifiedStatusDelta extends J{apply(r){let{changes}=w(this,VerifiedStatusDelta);let D=w(r,VerifiedStatusList,"list").D.slice();if(this.organization!==r.organization)b("status-list.other-organization");if(this.shard!==r.shard||this.uri!==r.uri)b("status-delta.other-list");if(this.sequence<r.sequence)b("status-list.rollback");let aW=this.sequence===r.sequence;if(aW&&this.root!==r.root)b("status-list.equivocation");if(this.from>r.sequence)b("status-delta.gap");for(let[position,status]of changes){let Y=2*(position&3);D[position>>2]=(D[position>>2]&~(3<<Y))|(status<<Y)}if(cK(this,D)!==this.root)b("status-delta.root");let{from,...claims}=this;return aW?r:C(VerifiedStatusList,claims,{D})}}
class VerifiedStatusStaple extends J{}
async function bm(keys,l,bf){let{find,aR}=w(keys,StatusKeys,"keys");let message=be(aS(l),bK,()=>"status-list.form");if(!Object.hasOwn(bf,message.type))b("status-list.type");let key=find(message.keyID)??b("status-list.unknown-key");if(!(await key.verify(message.N,bT(message))))b("status-list.signature");let map=decode(message.k,{u:2,entries:8})??b("status-list.payload");let claims=bf[message.type](map);aR(message.keyID,claims);return claims}
let bg=()=>b("status-list.claims");
let cN=[2,"shard",x(0,4095),!0];
let sequence=(y,name="sequence")=>[y,name,x(1,aM),!0];
let own=y=>[y,"own",ai(H),!0];
let ct=[[4,"expiresAt",z,!0],[6,"issuedAt",z,!0]];
let cD=[...ct,[2,"uri",text,!0],[65534,"timeToLive",x(1,cB),!0]];
let dU=[...cD,own(-65538),[65533,"compressed",et,!0]];
let dV=[[1,"organization",ah,!0],cN,sequence(3),[4,"root",bytes(32),!0]];
let eD=[...ct,own(-65544)];
let eE=[[1,"digest",bytes(16),!0],[2,"status",x(0,3),!0],[3,"shard",x(0,4095),!0],sequence(4)];
let dk=[...cD,[-65548,"own",ai(Array.isArray),!0]];
let dl=[[1,"organization",ah,!0],cN,sequence(3,"from"),sequence(4),[5,"root",bytes(32),!0],[6,"changes",ai(M),!0]];
let cy=map=>bR(map,dU,dV);
let eC=map=>bR(map,eD,eE);
function cg(map){let claims=bR(map,dk,dl);if(claims.from>=claims.sequence)bg();return{...claims,changes:el(claims.changes)}}
function bR(map,d,e){let{own,...bP}=ap(map,d,bg);let c=H(own)?own:new Map(own.map((b,i)=>[i+1,b]));let claims={...bP,...ap(c,e,bg)};let{uri,issuedAt,expiresAt,shard,sequence}=claims;let a=uri===void 0||uri.endsWith(`/${shard}`);return a&&issuedAt<expiresAt&&sequence<=issuedAt?claims:bg()}
function et(map){let cz=H(map)&&map.size===2&&map.get("bits")===2&&map.get("lst");return M(cz)?cz:void 0}
function el(changes){let h=()=>b("status-delta.changes");let v=[];let T=0;for(let at=0;at<changes.length;){let e=0;let Y=0;let n;do{if(Y>21||at===changes.length)h();n=changes[at++];e|=(n&127)<<Y;Y+=7}while(n>127);if(!n&&Y>7)h();let position=T+(e>>2);if(position>=aO||v.length===65536)h();v.push([position,e&3]);T=position+1}return v}
function cf(position){let a=Number.isInteger(position)&&position>=0&&position<aO;p(a,"position","a whole number below 2^20");return position}
let cR=(D,position)=>(D[position>>2]>>(2*(position&3)))&3;
let cn=ax=>bi([0],ax);
function cK(claims,D){let ax=(_,e)=>cn(D.subarray(e*ac,(e+1)*ac));return cL(claims,Array.from({length:size/ac},ax))}
function cL({organization,shard},du){let name=bq("latchkey status list");let id=aU(organization.replaceAll("-",""));let ez=[[2],aG(aO),aG(ac)];return hex(bi([1],name,id,aG(shard),...ez,...du))}
let cd="-----BEGIN LATCHKEY LICENSE-----";
let B="-----END LATCHKEY LICENSE-----";
let dR=[bG,bI,cQ,bw,ce,b$];
class LicenseFile extends J{static parse(bytes){if(typeof bytes==="string")bytes=new TextEncoder().encode(bytes.slice(0,bJ+1));bytes=aS(bytes);if(bytes.length>bJ)b("file.too-long");let c=ei(new TextDecoder("latin1").decode(bytes));if(!c.length)b("file.no-license");let objects=split(c);let a=({type})=>dR.includes(type);return C(LicenseFile,{objects:objects.filter(a),unknownTypes:objects.filter(U=>!a(U)).map(({type})=>type)})}license(){let d=({type})=>type===bG;return LicenseKey.fromBytes((this.objects.find(d)??b("file.no-license")).bytes)}}
function ei(text){let aF=bH(text,cd,0);if(aF<0)b("file.no-begin");let s=text.indexOf("\n",aF)+1||text.length;let an=bH(text,B,s);if(an<0)b("file.no-end");if(bH(text,cd,s)>=0)b("file.second-block");let a="";for(let at=s;at<an;){let T=text.indexOf("\n",at)+1;let av=text.slice(at,T-1).replace(/\r$/,"");if(T<an?av.length!==64:!/^(.{4}){1,16}$/.test(av))b("file.line");a+=av;at=T}return cc.decode(a.replace(/={1,2}$/,"")).bytes??b("file.line")}
function bH(text,av,from){for(let at=from;(at=text.indexOf(av,at))>=0;at+=1){let b=at===0||text[at-1]==="\n";let a=at+av.length;if(b&&/^(\r?\n|\r?$)/.test(text.slice(a,a+2)))return at}return-1}
function split(bytes){let objects=[];while(bytes.length){let{type,bytes:U}=be(bytes,bK,cw,!1);objects.push({type,bytes:U});bytes=bytes.subarray(U.length)}return objects}
let dv=aY(bq("latchkey pages\n\n"),...[1,2,aO,ac].map(aG));
let bV=64;
let ba=2112;
let bf={[bI]:cy,[bw]:cg}
;
class PagedStatusList extends J{static async open(keys,W){p(typeof W==="function","read","a function of offset and length");let aH=await G(W,0,bV);let length=new DataView(aH.buffer).getUint32(32);let c=aE(aH.subarray(0,32),dv)&&cs(aH.subarray(36));if(!c||length<1||length>bK)b("status-pages.form");let Z=await G(W,bV,ba-bV);let s=Math.ceil((ba+length)/ac)*ac;let ak=await G(W,ba,s-ba);if(!cs(ak.subarray(length)))b("status-pages.form");let claims=await bm(keys,ak.subarray(0,length),bf);if(cL(claims,[Z])!==claims.root)b("status-pages.table");let{compressed,from,changes,...E}=claims;return C(PagedStatusList,E,{W,Z,s})}async entry(position){let{W,Z,s}=w(this,PagedStatusList);let e=cf(position)>>14;let ax=await G(W,s+e*ac,ac);let a=Z.subarray(32*e,32*e+32);if(!aE(cn(ax),a))b("status-pages.page");let status=cR(ax,position%(4*ac));return C(VerifiedStatusEntry,{...this,position,status})}}
class VerifiedStatusEntry extends J{}
let cs=bytes=>!bytes.some(n=>n);
async function G(W,a,length){let bytes=await W(a,length);p(M(bytes),"what read gives","a Uint8Array");if(bytes.length<length)b("status-pages.unreadable");return Uint8Array.from(bytes.subarray(0,length))}
let aN="not judged";
let cr=a=>typeof a==="string";
let bD=a=>typeof a==="object"&&a!==null;
let co=L=>a=>a==="any"||(Array.isArray(a)&&a.every(L));
let bc=(L,am)=>a=>a===aN||a===am||L(a);
let bb=L=>a=>a===void 0||L(a);
let cm=al=>a=>bD(a)&&Object.keys({...al,...a}).every(name=>Object.hasOwn(al,name)&&al[name](a[name]));
let dD=a=>cr(a)||typeof a==="boolean"||Number.isSafeInteger(a);
let cZ=a=>bD(a)&&Object.values(a).every(dD);
let dF=cm({license:aJ,organization:aJ,isThisMachine:a=>typeof a==="boolean",leaseEnd:bb(aX),allowance:bb(bB),licenseEnd:bb(aX)});
let dB=cm({releasedAt:aX,majorVersion:bB});
let al={organization:[aJ,"a UUID"],benefits:[co(aJ),'an array of UUIDs, or "any"'],prefixes:[co(cr),'an array of strings, or "any"'],conditions:[bc(cZ),'names with strings, whole numbers or booleans, or "not judged"'],status:[bb(dG),"a verified status list, entry or staple"],activation:[bc(dF,"none"),'a seat, "none" or "not judged"'],usage:[bc(bB,"unknown"),'a whole number, "unknown" or "not judged"'],release:[bc(dB,"unknown"),'releasedAt and majorVersion, "unknown" or "not judged"']}
;
let dj={conditions:{},activation:"none",usage:"unknown",release:"unknown"}
;
function eq(aj){p(bD(aj),"facts","an object");let K={...dj,...aj};for(let name of Object.keys({...al,...K})){p(Object.hasOwn(al,name),`facts.${name}`,`one of ${Object.keys(al)}`);let[L,bW]=al[name];p(L(K[name]),`facts.${name}`,bW)}return K}
function dG(a){let type=[VerifiedStatusList,VerifiedStatusStaple,VerifiedStatusEntry].find(type=>a instanceof type);return type!==void 0&&w(a,type,"facts.status")!==void 0}
function evaluate(license,aj,at){let now=bS(at);let K=eq(aj);let reasons=[];let warnings=[];let f=code=>reasons.push(bx(code));let o=code=>warnings.push(bx(code));let{claims}=license;dL(claims,K,f);dN(claims,K.activation,now,f,o);dM(claims,eF(license,K.status),now,f,o);dJ(claims,K.conditions,f,o);dI(claims,K.activation,now,f,o);dO(claims,K,f,o);dK(claims,K.release,f,o);let a=({step})=>claims.enforcement!=="advise"||step===13;return by({isAllowed:!reasons.some(a),reasons,warnings})}
function dL(claims,{organization,benefits,prefixes},f){let c=(b,a)=>b==="any"||b.includes(a);if(claims.organization!==organization)f("license.other-organization");if(!c(benefits,claims.benefit))f("license.other-benefit");if(!c(prefixes,claims.prefix))f("license.other-prefix")}
function dN({issuedAt,notBefore,expiresAt,grace=0},{licenseEnd},now,f,o){if(now<issuedAt-ar)f("clock.behind");else if(now<issuedAt)o("clock.slightly-behind");if(now<notBefore)f("license.not-yet-valid");let B=Math.min(expiresAt??Infinity,licenseEnd??Infinity);if(B===Infinity)return;if(now>=aK(B,grace))f("license.expired");else if(now>=B)o("license.in-grace");else if(now>=B-30*ar)o("license.expires-soon")}
function dM({issuedAt,offline=Infinity,statusIndex},a,now,f,o){let q=a??{issuedAt};let c=now>aK(q.issuedAt,offline);if(a&&now<q.issuedAt-ar)f("clock.behind");if(c)f("status.too-old");else if(!a)statusIndex!==void 0&&o("status.not-known");else if(now>=q.expiresAt)o("status.list-expired");else if(now>=aK(q.issuedAt,q.timeToLive??Infinity))o("status.list-due");let b=["status.revoked","status.suspended","status.not-understood"];if(q.status)f(b[q.status-1])}
function eF(license,q){let{claims}=license;let{organization,statusIndex=-1}=claims;if(!q||q.issuedAt<claims.issuedAt)return void 0;if(q.digest)return q.digest===license.digest?q:void 0;let a=q.organization===organization&&q.shard===statusIndex>>>20;if(statusIndex<0||!a)return void 0;let position=statusIndex&0xfffff;if(q.position===void 0)return{...q,status:q.status(position)};return q.position===position?q:void 0}
function dJ({conditions={}},b,f,o){if(b===aN){if(Object.keys(conditions).length)o("conditions.not-judged");return}for(let[name,a]of Object.entries(conditions)){if(!Object.hasOwn(b,name))f("condition.missing");else if(b[name]!==a)f("condition.differs")}for(let name of Object.keys(b)){if(!Object.hasOwn(conditions,name))f("condition.unknown")}}
function dI(claims,a,now,f,o){if(claims.activationLimit===void 0)return;if(a===aN)return void o("activation.not-judged");if(a==="none")return void f("activation.missing");let{license,organization,isThisMachine,leaseEnd=Infinity}=a;let b=license===claims.license&&organization===claims.organization;if(!b)f("activation.other-license");if(!isThisMachine)f("activation.other-machine");if(now>=leaseEnd)f("activation.lease-ended");else if(now>=leaseEnd-7*ar)o("activation.lease-ends-soon")}
function dO({usageLimit},{usage,activation:{allowance=Infinity}},f,o){if(usageLimit===void 0)return;if(usage===aN)o("usage.not-judged");else if(usage==="unknown")f("usage.unknown");else if(usage>=usageLimit)f("usage.exhausted");else if(usage>=allowance)f("usage.allowance-exhausted")}
function dK({updatesUntil,maxMajorVersion},a,f,o){if(updatesUntil===void 0&&maxMajorVersion===void 0)return;if(a===aN)return void o("release.not-judged");if(a==="unknown")return void f("release.unknown");if(a.releasedAt>updatesUntil)f("release.too-late");if(a.majorVersion>maxMajorVersion)f("release.major-version")}
class TrustedKeys extends J{static pin(keys){let bQ=bE(keys,"keys");return C(TrustedKeys,{},{find:id=>bQ.get(id),check(){}})}static from(aa,a=[]){let{aA}=w(aa,VerifiedTrustBundle,"bundle");let{organization}=aa;p(Array.isArray(a),"affirmations","an array");let c=a.map(r=>{let{digests}=w(r,VerifiedAffirmationList,"affirmations");return{key:r.key,digests:r.organization===organization?digests:new Set()}});let bA=message=>c.some(({key,digests})=>key===message.keyID&&digests.has(ch(message)));return C(TrustedKeys,{},{find:id=>dH(aA.get(id)),check:(message,claims)=>df(aA.get(message.keyID),organization,claims,()=>bA(message))})}async verify(license,bl=[]){let{find,check}=w(this,TrustedKeys);let message=w(license,LicenseKey,"license");p(Array.isArray(bl),"understood","an array of labels");let key=find(message.keyID)??b("key.unknown-issuer");if(!(await key.verify(message.N,bT(message))))b("key.signature");let claims=em(message.k,bl);if((license.prefix??claims.prefix)!==claims.prefix)b("key.prefix-changed");check(message,claims);return C(VerifiedLicense,{claims,keyID:message.keyID},message)}}
class VerifiedLicense extends J{get text(){return`${this.claims.prefix}_${aQ.encode(a$(this).bytes)}`}get digest(){return ch(a$(this))}get extensions(){return ep(a$(this).k)}evaluate(K,at){a$(this);return evaluate(this,K,at)}}
let a$=license=>w(license,VerifiedLicense);
let ch=({bytes})=>hex(bi(bytes).subarray(0,16));
function dH(entry){return entry&&entry.role!=="issue"?b("issuer.role"):entry?.key}
function df(entry,organization,claims,bA){let{issuedAt,expiresAt=Infinity,benefit,statusIndex}=claims;let{benefits=[benefit],longestLifetime=Infinity}=entry;if(organization!==claims.organization)b("issuer.organization");if(entry.compromisedAt!==void 0&&!bA())b("issuer.compromised");if(issuedAt<entry.notBefore||issuedAt>=entry.notAfter)b("issuer.window");if(!benefits.includes(benefit))b("issuer.benefit");if(expiresAt-issuedAt>longestLifetime)b("issuer.lifetime");if(entry.requiresStatusIndex&&statusIndex===void 0)b("issuer.status-index")}
export { LatchkeyError, VerificationKey, LicenseKey, readCarrier, LicenseFile, TrustedKeys, VerifiedLicense, TrustRoot, VerifiedAffirmationList, VerifiedTrustBundle, StatusKeys, VerifiedStatusDelta, VerifiedStatusList, VerifiedStatusStaple, PagedStatusList, VerifiedStatusEntry };
