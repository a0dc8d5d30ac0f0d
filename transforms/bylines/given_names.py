"""Given names usual in British and Irish public life, folded: English, Welsh, Irish, Scottish, Asian, African and
others.
"""

from typing import Final

from transforms.bylines.name_words import word_set

# Those that two members or more of the register bear, and others in use; without names that are places as well
# (Ross, Hamilton, Lincoln), because the list decides whether two capitals after a seat are a person.
GIVEN_NAMES: Final = word_set(
    """
    aaron abel abena abigail abraham abtisam ada adam adele adnan adolphus adrian aeneas afzal agnieszka
    aidan aileen aisha alan alana alasdair alastair alban albany albert alec aled alex alexa alexander
    alexis alf alfie alfred algernon alice alicia alina alison alistair aliyah allan allen alok alun alyssa
    amanda amber ambrose amelia amina amira amy ana anas anastasia andrea andrew andy aneurin angela
    angharad anika anita anjali ann anna annabel annabelle anne anneliese annette annie annika anthony
    anton antonia antony anum anya aoife apsana archibald archie ariana arjun arlene arlo arnold arthur
    arun asha ashley astrid aubrey audrey augusta augustine augustus austen austin ava ayesha ayoub bambos
    barbara barnaby barnett barry basil beatrice becky beilby belinda ben benedict benjamin beresford
    berkeley bernadette bernard bernice bert bertie bertram beryl bess bethan bethany bettina betty
    beverley bianca bill billy bim bjorn blair blake bob bobby boyd brandon branwen brenda brendan brian
    bridget briony bronagh bronwen brooks brownlow bruce bruno bryan bryony cadwallader caitlin caleb
    callum calum cameron camille campbell candice caoimhe cara carl carla carly carmel carmen carol
    caroline carolyn carrie carwyn carys casper cassandra cat cathal catherine cathy catrin catriona cecil
    cecilia cedric celeste celia cerys charlene charles charlie charlotte charmaine cheryl chichester chloe
    chris christa christabel christian christina christine christopher chuka ciara ciaran claire clara
    clarence claud claude claudia cledwyn clement clementine clifford clinton clive colette colin
    collingwood colm colum compton coningsby connie connor conor conrad constance cora coral cordelia
    cornelius courtenay craig cranley cressida crispin cuthbert cynthia cyril dafydd dai daisy damian
    damien dan daniel danny daphne darcy daria darren dave david davies davina davy dawn dean dearbhla
    deborah declan deepak deirdre delia della delyth denis denise dennis denzil derek des desmond dev
    dexter diana diane diarmuid dick digby dilys dinah dmitri dominic dominick donal donald donna dora
    doreen dorothy doug dougal douglas drew duncan dylan eamon eamonn ebenezer ebony eddie edgar edie edith
    edmond edmund edward edwin edwina efa egerton eileen eilidh eira elaine eleanor elen elena eleri eli
    elin eliot elise elisha eliza elizabeth ella ellen ellie elliot ellis elsa elsie eluned elwyn emanuel
    emil emile emilia emily emlyn emma emmanuel emrys enid enoch eoghan eoin eric erica erin ernest esme
    esmond estelle esther ethan euan eugene eunice eustace eva evan evangeline eve evelyn ewan eyre fabian
    faisal faith farah farid fatima felicity felix ferdinand fergal fergus fern ffion finlay finn fiona
    fionnuala fitzroy fleur flora florence foster frances francesca francie francis frank franklin fraser
    fred freddie frederic frederick freya gabriel gabrielle gagan gail gareth garrett garry gary gavin
    gearoid gemma genevieve geoffrey george georgia georgina geraint gerald geraldine gerard gerry gibbs
    gideon gilbert giles gill gillian gina ginny giulia gladys glenys gloria glyn godfrey gordon goronwy
    grace graeme graham grainne granby granville greg gregor gregory greta greville griff gurinder gus
    gustav guy gwen gwenllian gwilym gwyn gwyneth hamar hamish hamza hannah harcourt harmar harold harpreet
    harriet harrington harry hartley harvey hassan hattie hazel heather hector hedworth hefin heidi heledd
    helen helena helga heneage henrietta henry herbert hetty hew hilary hilda hilton hina hollie holly
    horace horatio howard howel hubert hudson hugh hugo humphrey humza huw hylton hywel iain ian ibrahim
    ida iestyn ieuan ifan ifeoma imogen imran ines ingrid ioan iolo ion iona iqbal irene iris irwin isaac
    isabel isabella isabelle isadora isla ivan ivor ivy jabez jack jackie jacob jacqueline jacqui jade jake
    jamal james jamie jan jane janet janice janine jared jas jasmine jason jasper jay jayne jean jeanette
    jeevun jeff jeffrey jemima jemma jenna jennie jennifer jenny jeremiah jeremy jerry jervoise jess jesse
    jessica jill jim jimmy joan joanna joanne jocelyn jock jodie joe joel johanna john jon jonah jonas
    jonathan jordan josceline jose joseph josephine josh joshua josiah josias josie joyce juan judith jules
    julia julian julie juliet julius july june justin kamal kanishka kara karen karim karl katarzyna kate
    katherine kathryn katie katrina kavita kay kayleigh keir keira keith kelly kelvin kemi ken kenneth
    kevin khalid kieran kim kimberley kirk kirkman kirsten kirstin kirsty klaus kris krishna kristen kumar
    kurt kwasi kyle kylie lachlan lana lance lancelot lara larry lars lauchlan laura laurance lauren
    laurence lawrence leah leanne lee leila len lena leo leon leonard leonora leopold leroy lesley leslie
    levi lewis liam lila lilian lillian lily linda lindsay lionel lisa livia liz lizzie llinos lloyd llyr
    loftus lois lola lorely lorna lorraine lottie louis louisa louise lowri lubna lucas lucia lucille
    lucinda lucius lucy luis luke luna lydia lyn lynda lyndon lynette lynn lynne mabel mabli mabon maddie
    madeleine maeve magdalena maggie magnus mahmood mair maire mairead maisie malcolm malik manasseh mandy
    manuel mara marcia marco marcus mared margaret margery margo margot maria mariam marian mariana marie
    marina marion marius marjorie mark marlene marmaduke marsha martha martin martina martyn mary maryam
    massey mathew mathilda matilda matt matthew matthias maud maureen maurice mavis max maxine maxwell may
    maya meera meg megan meirion mel melanie melinda melissa melvin menna mercy merlyn mervyn mia michael
    michaela micheal michelle mick mikael mike mila mildred miles millicent millie mimi mina minnie mira
    miranda miriam mohamed mohammad mohammed moira molly mona monica montagu montague morag morgan moses
    muhammad murdoch muriel murray mustafa myfanwy myles myra myrtle nadhim nadia nadine naoise naomi
    natalia natalie natasha nathalie nathan nathaniel navendu nazir ned neil nell nellie nerys nesta
    neville nia niall niamh nicholas nick nicky nicol nicola nicole nigel nikhil nikki nina nisha noah noel
    nora norah noreen norma norman nuala nusrat octavius oisin olga oliver olivia olwen omar oona ophelia
    orla oscar osian osman oswald otho ottilie otto owain owen pablo paddy padraig paige pam pamela pandora
    paolo parmjit pascoe pat patience patricia patrick patsy paul paula paulet pauline pawel pearl peggy
    penelope penny percy perry peter petra phil philip philippa phillip phillipa phoebe phyllis pia pierce
    pierre piers piotr pippa polly pooja poonam poppy portia poulett preet prisca priscilla priti priya
    prudence pryse qasim quentin quintin rachael rachel rafael rahul raj rajesh ralph ramsay randal
    randolph rania ranil raoul raphael rashid ravi ray raymond rebecca reece reg regina reginald rehman
    rennie rhea rhian rhiannon rhoda rhodri rhona rhun rhydian rhys richard rigby rishi rita rob robbie
    robert robin robinson robyn roderick roger rohan roisin roland roma ron rona ronald ronnie rory rosa
    rosalind rosanna rose rosemary rosie rowan rowena rowland roxanne roy royston roz ruairi ruby rufus
    rupa rupert rushanara russell ruth ryan sabina sabrina sackville sadie sadiq said saira sajid sally
    salma sam samantha samir sammy samson samuel sandra sandy sanjay saoirse sara sarah sasha saskia satvir
    saul savannah sayeeda scarlett scott scrope seamus sean sebastian seema selina selwyn serena sergei
    seth seymour shabana shailesh shaista shane shannon sharon shaun shauna sheila shelley sheridan sherry
    shirley shockat shona sian sidney sienna silas silvia simon simone sinead siobhan sioned smith sofia
    sonia sophia sophie soren spencer stacey stafford stan standish stanley stefan steffan stella steph
    stephanie stephen steve steven stevie stewart stratford stuart sue suella sunil sunita sureena susan
    susannah susie suzanne swynfen sybil sydney sylvia tabitha tadhg tahir taiwo tamara tamsin tania
    tanmanjeet tanya tara tariq tasha tatiana taylor ted tegwen terence teresa terry tess tessa thalia thea
    thelma theo theodora theodore theresa thomas tia tilly tim timothy tina toby tom tomasz tommy tomos
    toni tony tracey tracy travis trevor tricia trina trish tristan tristram trudy tufton tulip tyler uma
    una ursula val valentina valentine valerie vanessa vaughan vera vere verity vernon veronica vicary
    vicky victor victoria vikki vikram vincent viola violet virendra virginia vivian vivien vivienne wadham
    wajid wallace walter wanda watkin wayne weetman wendy wentworth wera wilbraham wilfred wilfrid will
    willa william willie willoughby wilson windham winifred winston wyn wyndham xanthe xavier yasmin
    yasmine yolanda yuan yusuf yvette yvonne zac zach zachary zahra zainab zara zarah zelda zena zoe zofia
    zoya zubir
    """
)
"""They distinguish a person ("and Ann Poe") from another part of a seat ("and Fenwick Sands"); an unlisted name is
not refused.
"""
