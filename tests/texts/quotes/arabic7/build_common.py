# helper: gold as snippets found in order in the texts (adapted from kit/example_build_thirteenth.py)
import json, re
def rel(n): return f"relay - unknown {n}"
def relp(n,l): return f"relay {l} inferred {n}"
def u(l,b): return f"utterance {l} {b}" if l else "utterance - unknown"
d,p,h='direct','partial','headline'
OPEN='«"“‘\''
CLOSE=re.compile(r'[,،]?\s?["”»’\']')
CURLY=(("'","’"),)
class Set:
    def __init__(self,out,lang): self.out=out; self.lang=lang; self.n=[0,0,0]
    def Q(self,kind,text,name=None,mention=None,lang='',basis='inferred',relays=(),scope='article',marks=None):
        return dict(kind=kind,text=text,name=name,mention=mention,lang=self.lang if lang=='' else lang,basis=basis,relays=list(relays),scope=scope,marks=marks)
    def add(self,name,text,quotes,marked,tail,conv=()):
        def c(s):
            for a,b in conv: s=s.replace(a,b)
            return s
        t=c(text)
        def find(s,pos,op,cl):
            while True:
                i=t.find(s,pos)
                assert i>=0,(name,s)
                if (not op or t[i-1] in OPEN) and (not cl or CLOSE.match(t,i+len(s))): return i
                pos=i+1
        pos=0; out=[]
        for q in quotes:
            parts=[c(x) for x in (q['text'] if isinstance(q['text'],list) else [q['text']])]
            sp=[]; at=pos; m=q['marks'] is None
            for k,x in enumerate(parts):
                s=find(x,at,m,m and k==len(parts)-1); sp.append((s,s+len(x))); at=s+len(x)
            pos=sp[0][0]+1
            e=dict(kind=q['kind'],scope=q['scope'],start=sp[0][0],end=sp[-1][1],text=t[sp[0][0]:sp[-1][1]])
            if len(sp)>1: e['parts']=[dict(start=a,end=b,text=t[a:b]) for a,b in sp]
            if q['marks']: e['marks']=q['marks']
            e['speaker']=dict(name=c(q['name']) if q['name'] else None,mention=c(q['mention']) if q['mention'] else None)
            e['chain']=[u(q['lang'],q['basis'])]+[c(r) for r in q['relays']]+tail
            out.append(e)
        mk=[]; pos=0
        for m in marked:
            m=c(m); i=find(m,pos,True,True); pos=i+len(m); mk.append(dict(start=i,end=pos,text=m))
        with open(f'{self.out}/{name}.txt','w',encoding='utf-8',newline='') as f: f.write(t)
        with open(f'{self.out}/{name}.gold.json','w',encoding='utf-8') as f: json.dump(dict(quotes=out,marked=mk),f,ensure_ascii=False,indent=1)
