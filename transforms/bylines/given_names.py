"""Given names usual in British and Irish public life, folded: English, Welsh, Irish, Scottish, Asian, African and
others.
"""

from typing import Final

from transforms.bylines.name_words import word_set

# Those that two members or more of the register bear, and others in use; without names that are places as well
# (Ross, Hamilton, Lincoln), because the list decides whether two capitals after a seat are a person.
GIVEN_NAMES: Final = word_set(
    """
    aaron abel abena abigail abraham abtisam ada adam ade adele adnan adolphus adrian adwoa aeneas afzal
    agatha agnieszka aidan aileen ailsa aine aisha akira alan alana alasdair alastair alban albany
    albert alec aled alex alexa alexander alexis alf alfie alfred algernon alice alicia alina alison
    alistair aliyah allan allen alok alun alyssa ama amanda amber ambrose amelia amina amira amy ana
    anas anastasia andrea andrew andy aneurin angela angharad anika anil anita anjali ann anna annabel
    annabelle anne anneliese annette annie annika anthony anton antonia antony anum anwen anya aoibheann
    aoife apsana arabella archibald archie ariana arjun arlene arlo arnold arthur arun asha ashley asif
    astrid aubrey audrey augusta augustine augustus austen austin ava ayesha ayo ayoub bambos barbara
    barnabas barnaby barnett barry basil beatrice beatrix becky beilby belinda ben benedict benjamin
    beresford berkeley bernadette bernard bernice bert bertie bertram beryl bess bethan bethany bettina
    betty beverley bianca bilal bill billy bim bjorn blair blake bob bobby boyd brandon branwen brenda
    brendan brian bridget briony brogan bronagh bronwen brooks brownlow bruce bruno bryan bryony bukola
    cadwallader caitlin caleb callum calum cameron camille campbell candice caoimhe cara carl carla
    carlos carly carmel carmen carol caroline carolyn carrie carwyn carys casper cassandra cat cathal
    catherine cathy catrin catriona cecil cecilia cedric celeste celia ceri cerys charlene charles
    charlie charlotte charmaine cheryl chiara chichester chidi chinedu chloe chris christa christabel
    christian christina christine christopher chuka ciara ciaran cillian claire clara clarence claud
    claude claudia cledwyn clement clementine clifford clinton clive colette colin collingwood colm
    colum compton coningsby connie connor conor conrad constance cora coral cordelia cormac cornelius
    courtenay courtney craig cranley cressida crispin cuthbert cynthia cyril dafydd dai daisy damian
    damien dan daniel danny daphne darcy daria darren dashiell dave david davies davina davy dawn dean
    dearbhla deborah declan deepak deirdre delia della delyth demi denis denise dennis denzil derek des
    desmond dev dexter diana diane diarmuid dick digby dilys dinah dmitri dominic dominick donal donald
    donna dora doreen dorothy doug dougal douglas drew duncan dwayne dylan eamon eamonn ebenezer ebony
    eddie edgar edie edith edmond edmund edward edwin edwina efa egerton eileen eilidh eira elaine
    eleanor elen elena eleri eli elin eliot elise elisha eliza elizabeth ella ellen ellie elliot ellis
    elsa elsie eluned elwyn emanuel emeka emil emile emilia emily emlyn emma emmanuel emrys enid enoch
    eoghan eoin ephraim eric erica erin ernest esme esmond estelle esther ethan ethel euan eugene eunice
    eustace eva evan evangeline eve evelyn ewan eyre ezra fabian faisal faith farah farid fatima
    felicity felix femi ferdinand fergal fergus fern ffion finlay finn fintan fiona fionnuala fitzroy
    fleur flora florence florrie folake foster frances francesca francie francis frank franklin fraser
    fred freddie frederic frederick freya frida gabor gabriel gabrielle gagan gail gareth garrett garry
    gary gavin gearoid gemma genevieve geoffrey george georgia georgina geraint gerald geraldine gerard
    gerry gertrude gibbs gideon gilbert giles gill gillian gina ginny giulia gladys glenn glenys gloria
    glyn godfrey gordon goronwy grace graeme graham grainne granby granville greg gregor gregory greta
    greville griff gurinder gurpreet gus gustav guy gwen gwenllian gwilym gwyn gwyneth hamar hamish
    hamza hana hannah hans harcourt harmar harold harpreet harriet harrington harry hartley harvey
    hassan hattie hayley hazel heather hector hedworth hefin heidi heledd helen helena helga heneage
    henrietta henry herbert hermione hetty hew hilary hilda hilton hina hollie holly horace horatio
    howard howel hubert hudson hugh hugo humphrey humza huw hylton hywel iain ian ibrahim ida idris
    iestyn ieuan ifan ifeoma imogen imran ines ingrid inigo ioan iolo ion iona iqbal irene iris irwin
    isaac isabel isabella isabelle isadora isla istvan ivan ivor ivy jabez jack jackie jacob jacqueline
    jacqui jade jagdeep jake jamal james jamie jan jane janet janice janine jared jas jasmine jason
    jasper jaspreet javier jay jayne jean jeanette jeevun jeff jeffrey jemima jemma jenna jennie
    jennifer jenny jens jeremiah jeremy jerry jervoise jess jesse jessica jill jim jimmy joan joanna
    joanne jocelyn jock jodie joe joel johanna john jolyon jon jonah jonas jonathan jordan josceline
    jose joseph josephine josh joshua josiah josias josie joyce juan jude judith jules julia julian
    julie juliet julius july june jurgen justin kamal kanishka kara karen karim karl katarzyna kate
    katherine kathryn katie katrina kavita kay kayleigh keir keira keith kelly kelsey kelvin kemi ken
    kenji kenneth kevin khadija khaled khalid kieran kim kimberley kirk kirkman kirsten kirstin kirsty
    klaus kofi kris krishna kristen kumar kurt kwasi kyle kylie lachlan lana lance lancelot lara larry
    lars lauchlan laura laurance lauren laurence lawrence leah leanne lee leila len lena leo leon
    leonard leonora leopold leroy lesley leslie levi lewis liam lianne lila lilian lillian lily linda
    lindsay lindsey linnea lionel lisa livia liz lizzie llinos lloyd llyr loftus lois lola lorely lorna
    lorraine lottie louis louisa louise lowri lubna luca lucas lucia lucille lucinda lucius lucy luis
    luke luna lydia lyn lynda lyndon lynette lynn lynne mabel mabli mabon maddie madeleine maeve
    magdalena maggie magnus mahmood mair maire mairead maisie malcolm malik manasseh mandy manpreet
    manuel mara marcia marco marcus mared marek margaret margery margo margot mari maria mariam marian
    mariana marie marina marion marius marjorie mark marlene marmaduke marsha martha martin martina
    martyn mary maryam massey mateo mathew mathilda matilda matt matthew matthias maud maureen maurice
    mavis max maxine maxwell may maya meera meg megan mei meinir meirion mel melanie melinda melissa
    melvin menna mercy merlyn mervyn mia michael michaela micheal michelle mick mikael mike mila mildred
    miles millicent millie mimi mina minnie mira miranda miriam mitchell mohamed mohammad mohammed moira
    molly mona monica montagu montague monty morag morgan morven moses muhammad mungo murdoch muriel
    murray mustafa myfanwy myles myra myrtle nadeem nadhim nadia nadine naoise naomi nasreen nasser
    natalia natalie natasha nathalie nathan nathaniel navendu nazir ned neha neil nell nellie nerys
    nesta neville ngozi nia niall niamh nicholas nick nicky nicol nicola nicole nigel nikhil nikki nina
    nisha noah noel noemi nora norah noreen norma norman nuala nusrat octavius oisin oleksandr olga
    oliver olivia ollie olu olwen omar oona ophelia orla oscar osian osman oswald otho ottilie otto
    owain owen pablo paddy padraig paige pam pamela pandora paolo parmjit parveen pascoe pat patience
    patricia patrick patsy paul paula paulet pauline pawel pearl peggy penelope penny percy perdita
    peregrine perry peter petra phil philip philippa phillip phillipa phoebe phyllis pia pierce pierre
    piers piotr pippa polly pooja poonam poppy portia poulett preet prisca priscilla priti priya
    prudence pryse qasim quentin quintin rachael rachel rafael rahul raj rajesh ralph ramsay randal
    randolph rania ranil raoul raphael rashid rasmus ravi ray raymond rebecca reece reg regina reginald
    rehman rennie rhea rhian rhiannon rhoda rhodri rhona rhun rhydian rhys richard ricky rigby rishi
    rita rob robbie robert robin robinson robyn roderick roger rohan roisin roland roma ron rona ronald
    ronnie rory rosa rosalind rosanna rose rosemary rosie rowan rowena rowland roxanne roy royston roz
    ruairi ruby rufus rupa rupert rushanara russell ruth ryan sabina sabrina sackville sadie sadiq said
    saira sajid sally salma sam samantha samina samir sammy samson samuel sandra sandy sanjay saoirse
    sara sarah sasha saskia satvir saul savannah sayeeda scarlett scott scrope seamus sean sebastian
    seema selina selwyn serena sergei seth seymour shabana shahid shailesh shaista shane shannon sharon
    shaun shauna sheila shelley sheridan sherry shirley shockat shona sian sidney sienna silas silvia
    simon simone sinead siobhan sioned smith sofia sonia sophia sophie soraya sorcha soren spencer
    stacey stafford stan standish stanley stefan steffan stella steph stephanie stephen steve steven
    stevie stewart stratford struan stuart sue suella sunil sunita sureena susan susannah susie suzanne
    sven swynfen sybil sydney sylvia sylvie tabitha tadhg tahir taiwo tamara tamsin tania tanmanjeet
    tanya tara tarek tariq tasha tatiana taylor ted tegan tegwen temi terence teresa terry tess tessa
    thaddeus thalia thea thelma theo theodora theodore theresa thomas tia tiffany tilly tim timothy tina
    tobias toby tom tomasz tommy tomos toni tony torquil tove tracey tracy travis trevor tricia trina
    trish tristan tristram trudy tufton tulip tunde tyler uma umar una ursula val valentina valentine
    valerie vanessa vaughan vera vere verity vernon veronica vicary vicki vicky victor victoria vikki
    vikram viktor vincent viola violet virendra virginia vivian vivien vivienne volodymyr wadham wajid
    wallace walter wanda watkin wayne weetman wendy wentworth wera wilbraham wilfred wilfrid wilhelmina
    will willa william willie willoughby wilson windham winifred winnie winston wojciech wyn wyndham
    xanthe xavier yasmin yasmine yolanda yuan yuki yulia yusuf yvette yvonne zac zach zachary zahra
    zainab zara zarah zelda zena ziad zita zoe zofia zoltan zoya zubir
    """
)
"""They distinguish a person ("and Ann Poe") from another part of a seat ("and Fenwick Sands"); an unlisted name is
not refused.
"""
