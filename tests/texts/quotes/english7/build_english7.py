from build_common import *
S=Set('/work/blind/seven/english7','en'); Q=S.Q
PUB=["publication en stated - held"]
AFPT=["dispatch en stated Agence France-Presse held"]
AFP=rel('AFP')

# 1 ------------------------------------------------ AFP
S.add('afp_piraeus','''\'The corridors were chimneys\': Greek ferry fire trial hears survivors

Piraeus (Greece) (AFP) – The trial of five people over a ferry fire that killed 19 passengers in the Aegean Sea resumed on Monday with harrowing accounts from those who escaped, and with a warning from presiding judge Katerina Louvari that she would not let the hearing turn into "a parade of lawyers".

The Agia Varvara was carrying 312 people from Chios to Piraeus when a blaze broke out on its car deck in the early hours of October 9, 2024.

"The corridors were chimneys, and nobody had told us where the stairs were," Eleni Vourdali, a 44-year-old schoolteacher, told the court.

A deckhand had ordered her back to her cabin, recalled Vourdali, who lost her husband and her mother. "I obeyed him for one minute. That minute has lasted two years," she said.

The vessel's captain, Stamatis Kouris, 58, denies manslaughter by negligence. His lawyer, Filippos Rendis, argued on Monday that the captain had been "the last man off the ship and the first to ask for help".

Investigators found that the sprinklers had been disconnected for eleven months. In an internal email read out by prosecutor Ismini Galatou, the operator's technical director, Pavlos Dimou, wrote that the repairs could wait "until the tourists have gone home".

The operator, Meltemi Seaways, was bought last year by the Genoa-based group Navitalia.

"We inherited a wreck and a grief, and we shall pay what is due for both," Navitalia's chairman, Ruggero Bassani, told the Italian daily Il Secolo XIX in an interview published on Sunday.

In the hallway outside the packed courtroom, relatives held up photographs of the dead. "They gave us a coffin that we were not allowed to open," Thanasis, a retired shipyard welder who did not want his surname published, told AFP. "Ask them who signed the certificate. Just ask them that," he added.

The ferry had left a dry dock at Tuzla, near Istanbul, six weeks before the fire. The yard's manager, Cengiz Alpaslan, told the Turkish news agency DHA last year that the owners had "asked for paint, not for pumps".

Shipping Minister Aristos Melidis promised on Monday to release every inspection record since 2015. "No drawer will stay locked," he wrote on X.

The left-wing opposition was unimpressed. "He has found the key now that the drawer is empty," its spokeswoman, Danai Protopapa, retorted in parliament.

A European Commission spokesman said in Brussels that the EU executive was following the case "very closely", but refused to be drawn on calls for tougher rules on evacuation drills.

A Greek judicial source, speaking on condition of anonymity, told AFP that two of the inspectors had "changed their story more than once".

The disaster, which Greek newspapers soon named the "Matchbox case", led to the creation of a survivors' group called "Deck Four". A verdict is not expected before the spring.

Vourdali, who has rented a flat near the courthouse, intends to be there for every session.

"I have bought a season ticket," she said with a faint smile.

yap-ik/ach/rlp
''',[
 Q(h,"The corridors were chimneys","Eleni Vourdali",lang='el'),
 Q(p,"a parade of lawyers","Katerina Louvari",lang='el'),
 Q(d,"The corridors were chimneys, and nobody had told us where the stairs were","Eleni Vourdali",lang='el'),
 Q(d,"I obeyed him for one minute. That minute has lasted two years","Eleni Vourdali",lang='el'),
 Q(p,"the last man off the ship and the first to ask for help","Filippos Rendis",lang='el'),
 Q(p,"until the tourists have gone home","Pavlos Dimou",lang='el',relays=[relp('Ismini Galatou','el')]),
 Q(d,"We inherited a wreck and a grief, and we shall pay what is due for both","Ruggero Bassani",lang='it',relays=[rel('Il Secolo XIX')]),
 Q(d,"They gave us a coffin that we were not allowed to open","Thanasis",lang='el',relays=[AFP]),
 Q(d,"Ask them who signed the certificate. Just ask them that","Thanasis",lang='el',relays=[AFP]),
 Q(p,"asked for paint, not for pumps","Cengiz Alpaslan",lang='tr',relays=[rel('DHA')]),
 Q(d,"No drawer will stay locked","Aristos Melidis",lang='el',relays=[rel('X')]),
 Q(d,"He has found the key now that the drawer is empty","Danai Protopapa",lang='el'),
 Q(p,"very closely",None,"A European Commission spokesman",lang=None),
 Q(p,"changed their story more than once",None,"A Greek judicial source",lang='el',relays=[AFP]),
 Q(d,"I have bought a season ticket","Eleni Vourdali",lang='el'),
],["Matchbox case","Deck Four"],AFPT)

# 2 ------------------------------------------------ RNZ
S.add('rnz_haast','''\'A gut punch\': Haast braces for weeks cut off after huge slip

Merryn Laidlaw, South Island reporter
6:14 pm on 20 November 2026

People in Haast say they are preparing for a summer without visitors after a slip the size of three rugby fields buried State Highway 6 on Tuesday night.

The road at Cobham Bluff will not reopen before mid-December, according to the Transport Agency. Its West Coast manager, Grant Tofield, said the hillside above the highway was "still talking to us".

Motel owner Sheena Crowhurst had been fully booked until the end of February. "It's a gut punch. Forty-one cancellations since breakfast, and the phone's still going," she told RNZ.

Crowhurst rang her insurer, only to learn that she was not covered for lost business. "The bloke on the line said, 'Is the motel damaged?' and I said no. He said, 'Then there's no claim, love,' and that was that," she said.

Dairy farmers on the wrong side of the bluff have nowhere to send their milk.

"Every morning I tip eleven thousand dollars down a drain," said Colin Bestwick, who milks 480 cows south of the township.

Transport Minister Fergus Aldworth told Morning Report the government had "no intention of building the same road twice". "If the geologists say shift it, we'll shift it," he said.

In a report three years ago, the engineering firm Harrow & Pike called the bluff "overdue for failure". Labour's transport spokesperson, Pania Rewiti, said ministers had had "three winters to read forty pages".

\'Dig in and share\'

About 60 travellers are stuck in the town. Among them are Jürgen and Anke Possehl, from Kiel in Germany, who are sleeping in a school library.

"We have a flight on Sunday, but if we must walk, we walk," Anke Possehl said in careful English, lacing a borrowed boot.

Residents packed the community hall on Wednesday. Kaumātua Rangi Te Pohara opened the meeting in te reo Māori. "The mountain has come down to remind us whose house this is," he told them in te reo.

Civil Defence controller Jude Mackell urged people to "dig in and share".

"We've got diesel for nine days and sausages for about ninety," she said, to laughter.

Westland Mayor Alby Sturrock wrote on Facebook that the council would fly in groceries "for as long as it takes". The first helicopter landed on Thursday with bread, batteries and nappies.

The stretch of coast, marketed overseas as the "Glacier Run", earns about $30 million a year from tourists. The organisers of next month's "Bluff to Beach" half marathon have called it off. At the pub, the only thing selling well is a burger listed on the blackboard as the "Slip Special".

Crowhurst said she had one guest left for Christmas, her sister, "and she's coming by boat".
''',[
 Q(h,"A gut punch","Sheena Crowhurst"),
 Q(p,"still talking to us","Grant Tofield"),
 Q(d,"It's a gut punch. Forty-one cancellations since breakfast, and the phone's still going","Sheena Crowhurst",relays=[rel('RNZ')]),
 Q(d,"The bloke on the line said, 'Is the motel damaged?' and I said no. He said, 'Then there's no claim, love,' and that was that","Sheena Crowhurst"),
 Q(d,"Is the motel damaged?",None,"The bloke on the line",relays=[relp('Sheena Crowhurst','en')]),
 Q(d,"Then there's no claim, love",None,"The bloke on the line",relays=[relp('Sheena Crowhurst','en')]),
 Q(d,"Every morning I tip eleven thousand dollars down a drain","Colin Bestwick"),
 Q(p,"no intention of building the same road twice","Fergus Aldworth",relays=[rel('Morning Report')]),
 Q(d,"If the geologists say shift it, we'll shift it","Fergus Aldworth",relays=[rel('Morning Report')]),
 Q(p,"overdue for failure","Harrow & Pike"),
 Q(p,"three winters to read forty pages","Pania Rewiti"),
 Q(h,"Dig in and share","Jude Mackell"),
 Q(d,"We have a flight on Sunday, but if we must walk, we walk","Anke Possehl",basis='stated'),
 Q(d,"The mountain has come down to remind us whose house this is","Rangi Te Pohara",lang='mi',basis='stated'),
 Q(p,"dig in and share","Jude Mackell"),
 Q(d,"We've got diesel for nine days and sausages for about ninety","Jude Mackell"),
 Q(p,"for as long as it takes","Alby Sturrock",relays=[rel('Facebook')]),
 Q(p,"and she's coming by boat","Sheena Crowhurst"),
],["Glacier Run","Bluff to Beach","Slip Special"],PUB)

# 3 ------------------------------------------------ court, local paper
S.add('court_silverband','''Brass band treasurer jailed for 'cruel and patient' theft of £87,000

By Ruth Ansty, court reporter

A treasurer who drained a brass band's savings to feed an online poker habit has been jailed for 28 months.

Desmond Paley, 61, of Carr Dyke Lane, Spalding, had sole control of the accounts of Holme Fen Silver Band for nine years. Lincoln Crown Court heard on Thursday that the money went in more than 400 transfers, most of them entered in the books as "sundries" or "music stands".

"He played second baritone on Tuesdays and helped himself on Wednesdays," said Harriet Onslow, prosecuting.

The fraud came to light when a cheque for a coach to a contest in Harrogate bounced. In a text message which Miss Onslow read to the court, Paley assured the committee: "Bank error, lads, leave it with me."

Interviewed under caution, he at first claimed the paperwork had been "ruined by a burst pipe". He changed his plea to guilty on the second day of the trial.

Bandmaster Trevor Quill, 70, paused several times as he described what the loss had meant. "We sold our Christmas lights to buy valve oil, and he sat there and seconded the motion," he told the court.

Mr Quill's late wife had wondered about the treasurer's new car. "Maureen said, 'That's our timpani he's driving,' and I laughed at her," he recalled. "I'd give a lot to say sorry for that."

In a letter to the judge, euphonium player Callum Reeve, 17, who lost a funded place on a tour of Belgium, described Paley as "the nicest thief I ever met".

Yusuf Kamara, mitigating, said his client was "a lonely man who found a casino in his pocket". Paley had since sold his house and paid back £31,000, he added. "He does not ask you for mercy, only for a number he can count down," said Mr Kamara.

Passing sentence, Recorder Penelope Gaunt told the defendant: "This was a cruel and patient theft from people who would have lent you the money."

The recorder noted that Paley's own daughter had learned to play on one of the band's cornets, and said he had spent the members' trust "long before he spent their cash".

A spokesman for the Leeds-based betting firm Lucky Lagoon told the Fenland Chronicle that its systems had "picked up nothing unusual" in Paley's account.

Detective Constable Amy Strand, of Lincolnshire Police, said afterwards: "He relied on good manners. Nobody in that room wanted to be the one to ask."

A relative of the defendant, who declined to give his name, insisted on the court steps that Paley was "not a monster".

The band has since launched an appeal called "Second Wind", and a Dutch band, De Vrijheid of Zwolle, has lent it a set of instruments. "Music cannot be stolen, only borrowed," wrote its chairman, Wouter Dekkinga, in a card in English that now hangs in the practice room.

"Still here, still slightly flat," Holme Fen Silver Band posted on Facebook on Friday.
''',[
 Q(h,"cruel and patient","Penelope Gaunt"),
 Q(d,"He played second baritone on Tuesdays and helped himself on Wednesdays","Harriet Onslow"),
 Q(d,"Bank error, lads, leave it with me.","Desmond Paley",relays=[relp('Harriet Onslow','en')]),
 Q(p,"ruined by a burst pipe","Desmond Paley"),
 Q(d,"We sold our Christmas lights to buy valve oil, and he sat there and seconded the motion","Trevor Quill"),
 Q(d,"Maureen said, 'That's our timpani he's driving,' and I laughed at her","Trevor Quill"),
 Q(d,"That's our timpani he's driving","Maureen",relays=[relp('Trevor Quill','en')]),
 Q(d,"I'd give a lot to say sorry for that.","Trevor Quill"),
 Q(p,"the nicest thief I ever met","Callum Reeve"),
 Q(p,"a lonely man who found a casino in his pocket","Yusuf Kamara"),
 Q(d,"He does not ask you for mercy, only for a number he can count down","Yusuf Kamara"),
 Q(d,"This was a cruel and patient theft from people who would have lent you the money.","Penelope Gaunt"),
 Q(p,"long before he spent their cash","Penelope Gaunt"),
 Q(p,"picked up nothing unusual",None,"A spokesman for the Leeds-based betting firm Lucky Lagoon",relays=[rel('Fenland Chronicle')]),
 Q(d,"He relied on good manners. Nobody in that room wanted to be the one to ask.","Amy Strand"),
 Q(p,"not a monster",None,"A relative of the defendant"),
 Q(d,"Music cannot be stolen, only borrowed","Wouter Dekkinga",basis='stated'),
 Q(d,"Still here, still slightly flat","Holme Fen Silver Band",relays=[rel('Facebook')]),
],["sundries","music stands","Second Wind"],PUB)

# 4 ------------------------------------------------ science/food feature
S.add('feature_eels','''‘A hope wearing a tie’: inside the race to farm the fish that nobody can breed

Europe is running out of eels. From a lagoon in Italy to a laboratory in Japan, the people who love them most are trying to bring them back

By Imogen Farr in Comacchio

At five in the morning the lagoon is the colour of pewter and Oriano Bellettini is counting. “Eleven,” says the 71-year-old, tipping his catch into a bucket. “My father would have thrown back eleven as an insult.”

Arrivals of young eels on Europe’s coasts have collapsed by more than 90% since 1980. Ponds can fatten them, but every farmed eel begins life in the wild, because no one has managed to raise them commercially from the egg.

“We can land a robot on Mars and we cannot persuade a baby eel to eat its breakfast,” says Sofie Hjortkær, a biologist in Copenhagen who has spent 15 years trying.

The nearest thing to success is in Japan, where a team led by Kenta Morioka has bred four generations in tanks, at a cost of more than £30 a fish. Morioka told the Asahi Shimbun in August that the result was “a door left ajar, nothing more”.

Scarcity has made the eel a criminal commodity. In March, in an operation codenamed “Suitcase River”, Spanish police stopped a local fishmonger’s van outside Vigo. “We found 40kg of live fish under a layer of frozen squid,” says Inés Carballeda, the Guardia Civil captain in charge. “The fishmonger looked at me and said, ‘They are only worms,’ and then he asked for a lawyer.”

The International Council for the Exploration of the Sea recommends “zero catches in all habitats”. In Comacchio, where the eel is on the town’s manhole covers, Loredana Fabbri, who chairs the fishers’ cooperative, describes that advice as “a funeral organised by email”. The regional fisheries councillor, Gianmaria Tosatti, vowed in a video on Instagram to defend the last 12 boats “with my own oar”.

Some cooks have already chosen sides. “If it were a panda, you would not smoke it,” the London chef Tom Aldous told BBC Radio 4 last month.

Money, meanwhile, is betting on the laboratory. GlasPaling, a Dutch startup, has raised €22m on a pledge to sell eels hatched in its own tanks by 2030. Its founder, Maarten Wiersinga, concedes that the date is “a hope wearing a tie”. A former employee, a Dutch engineer who left in the spring and asked not to be identified, is less kind: “We had a beautiful tank and nothing living in it.”

The obstacle is a transformation that scientists call “silvering”, in which the adult stops eating, its eyes double in size and it sets off for the Sargasso Sea. Dale Winthrop, a marine ecologist at the University of Maine, has tagged 600 of them. “It is the only animal I know that has read the contract and refused to sign,” he says.

Back on the lagoon, Bellettini hoses down the deck. His six-year-old grandson, Elia, sometimes comes along. “Elia asked me, ‘Are they shy?’ and I told him yes, because it was early and because it was true,” he says.

He sells nine of the eels and lets two go.
''',[
 Q(h,"A hope wearing a tie","Maarten Wiersinga",lang='nl'),
 Q(d,"Eleven","Oriano Bellettini",lang='it'),
 Q(d,"My father would have thrown back eleven as an insult.","Oriano Bellettini",lang='it'),
 Q(d,"We can land a robot on Mars and we cannot persuade a baby eel to eat its breakfast","Sofie Hjortkær",lang='da'),
 Q(p,"a door left ajar, nothing more","Kenta Morioka",lang='ja',relays=[rel('Asahi Shimbun')]),
 Q(d,"We found 40kg of live fish under a layer of frozen squid","Inés Carballeda",lang='es'),
 Q(d,"The fishmonger looked at me and said, ‘They are only worms,’ and then he asked for a lawyer.","Inés Carballeda",lang='es'),
 Q(d,"They are only worms",None,"The fishmonger",lang='es',relays=[relp('Inés Carballeda','es')]),
 Q(p,"zero catches in all habitats","International Council for the Exploration of the Sea",lang=None),
 Q(p,"a funeral organised by email","Loredana Fabbri",lang='it'),
 Q(p,"with my own oar","Gianmaria Tosatti",lang='it',relays=[rel('Instagram')]),
 Q(d,"If it were a panda, you would not smoke it","Tom Aldous",relays=[rel('BBC Radio 4')]),
 Q(p,"a hope wearing a tie","Maarten Wiersinga",lang='nl'),
 Q(d,"We had a beautiful tank and nothing living in it.",None,"A former employee",lang='nl'),
 Q(d,"It is the only animal I know that has read the contract and refused to sign","Dale Winthrop"),
 Q(d,"Elia asked me, ‘Are they shy?’ and I told him yes, because it was early and because it was true","Oriano Bellettini",lang='it'),
 Q(d,"Are they shy?","Elia",lang='it',relays=[relp('Oriano Bellettini','it')]),
],["Suitcase River","silvering"],PUB)
