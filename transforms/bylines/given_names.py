"""Given names usual in the United Kingdom and Ireland, folded."""

from typing import Final

from transforms.bylines.name_words import word_set

# Those that two members or more of the register bear, and others in use; without names that are places as well
# (Ross, Hamilton, Lincoln), because the list decides whether two capitals after a seat are a person.
GIVEN_NAMES: Final = word_set(
    """
    aaron abel abigail abraham ada adam adele adolphus adrian aeneas aidan aileen aisha alan alana alasdair
    alastair alban albany albert alec aled alex alexa alexander alexis alf alfie alfred algernon alice alicia
    alina alison alistair aliyah allan allen alun alyssa amanda amber ambrose amelia amina amira amy ana
    anastasia andrea andrew andy aneurin angela anika anita ann anna annabel annabelle anne anneliese annette
    annie annika anthony anton antonia antony anya archibald archie ariana arjun arlene arlo arnold arthur arun
    asha ashley astrid aubrey audrey augusta augustine augustus austen austin ava ayesha barbara barnaby barnett
    barry basil beatrice becky beilby belinda ben benedict benjamin beresford berkeley bernadette bernard
    bernice bert bertie bertram beryl bess bethany bettina betty beverley bianca bill billy blair blake bob
    bobby boyd brandon brenda brendan brian bridget briony bronwen brooks brownlow bruce bruno bryan bryony
    cadwallader caitlin caleb callum calum cameron camille campbell candice cara carl carla carly carmel carol
    caroline carolyn carrie carwyn carys casper cassandra cat cathal catherine cathy catriona cecil cecilia
    cedric celeste celia charlene charles charlie charlotte charmaine cheryl chichester chloe chris christa
    christabel christian christina christine christopher claire clara clarence claud claude claudia cledwyn
    clement clementine clifford clinton clive colette colin collingwood colm colum compton coningsby connie
    connor conor conrad constance cora coral cordelia cornelius courtenay craig cranley cressida crispin
    cuthbert cynthia cyril dafydd dai daisy damian damien dan daniel danny daphne darcy daria darren dave david
    davies davina davy dawn dean deborah declan deirdre delia della delyth denis denise dennis denzil derek des
    desmond dev dexter diana diane dick digby dilys dinah dominic dominick donal donald donna dora doreen
    dorothy doug dougal douglas drew duncan dylan eamon eamonn ebenezer ebony eddie edgar edie edith edmond
    edmund edward edwin edwina efa egerton eileen eilidh eira elaine eleanor elena eli eliot elise elisha eliza
    elizabeth ella ellen ellie elliot ellis elsa elsie elwyn emanuel emil emile emilia emily emlyn emma emmanuel
    emrys enid enoch eric erica erin ernest esme esmond estelle esther ethan euan eugene eunice eustace eva evan
    evangeline eve evelyn ewan eyre fabian faisal faith farah farid fatima felicity felix ferdinand fergus fern
    finlay finn fiona fitzroy fleur flora florence foster frances francesca francie francis frank franklin
    fraser fred freddie frederic frederick freya gabriel gabrielle gail gareth garrett garry gary gavin gemma
    genevieve geoffrey george georgia georgina geraint gerald geraldine gerard gerry gibbs gideon gilbert giles
    gill gillian gina ginny gladys glenys gloria glyn godfrey gordon goronwy grace graeme graham granby
    granville greg gregor gregory greta greville griff gus gustav guy gwen gwilym gwyn gwyneth hamar hamish
    hannah harcourt harmar harold harriet harrington harry hartley harvey hassan hattie hazel heather hector
    hedworth heidi helen helena helga heneage henrietta henry herbert hetty hew hilary hilda hilton hollie holly
    horace horatio howard howel hubert hudson hugh hugo humphrey huw hylton hywel iain ian ibrahim ida imogen
    imran ines ingrid ion iona irene iris irwin isaac isabel isabella isabelle isadora isla ivan ivor ivy jabez
    jack jackie jacob jacqueline jacqui jade jake jamal james jamie jan jane janet janice janine jared jasmine
    jason jasper jay jayne jean jeanette jeff jeffrey jemima jemma jenna jennie jennifer jenny jeremiah jeremy
    jerry jervoise jess jesse jessica jill jim jimmy joan joanna joanne jocelyn jock jodie joe joel johanna john
    jon jonah jonas jonathan jordan josceline joseph josephine josh joshua josiah josias josie joyce juan judith
    jules julia julian julie juliet julius july june justin kamal kara karen karim karl kate katherine kathryn
    katie katrina kay kayleigh keir keira keith kelly kelvin ken kenneth kevin khalid kieran kim kimberley kirk
    kirkman kirsten kirstin kirsty klaus kris krishna kristen kumar kurt kyle kylie lachlan lana lance lancelot
    lara larry lauchlan laura laurance lauren laurence lawrence leah leanne lee leila len lena leo leon leonard
    leonora leopold leroy lesley leslie levi lewis liam lila lilian lillian lily linda lindsay lionel lisa livia
    liz lizzie lloyd loftus lois lola lorely lorna lorraine lottie louis louisa louise lucas lucia lucille
    lucinda lucius lucy luke luna lydia lyn lynda lyndon lynette lynn lynne mabel mabon maddie madeleine maeve
    maggie magnus mair maisie malcolm malik manasseh mandy manuel mara marcia marco marcus margaret margery
    margo margot maria mariam marian mariana marie marina marion marius marjorie mark marlene marmaduke marsha
    martha martin martina martyn mary maryam massey mathew mathilda matilda matt matthew matthias maud maureen
    maurice mavis max maxine maxwell may maya meg megan mel melanie melinda melissa melvin mercy merlyn mervyn
    mia michael michaela michelle mick mikael mike mila mildred miles millicent millie mimi mina minnie mira
    miranda miriam mohamed mohammad mohammed moira molly mona monica montagu montague morag morgan moses
    muhammad murdoch muriel murray mustafa myles myra myrtle nadia nadine naomi natalia natalie natasha nathalie
    nathan nathaniel ned neil nell nellie nerys nesta neville nia niall niamh nicholas nick nicky nicol nicola
    nicole nigel nikhil nikki nina noah noel nora norah noreen norma norman nuala octavius olga oliver olivia
    olwen omar oona ophelia orla oscar osman oswald otho ottilie otto owain owen paddy paige pam pamela pandora
    parmjit pascoe pat patience patricia patrick patsy paul paula paulet pauline pearl peggy penelope penny
    percy perry peter petra phil philip philippa phillip phillipa phoebe phyllis pia pierce piers pippa polly
    poppy portia poulett prisca priscilla priya prudence pryse quentin quintin rachael rachel rafael rahul raj
    rajesh ralph ramsay randal randolph rania raoul raphael rashid ravi ray raymond rebecca reece reg regina
    reginald rennie rhea rhian rhiannon rhoda rhodri rhona rhys richard rigby rita rob robbie robert robin
    robinson robyn roderick roger rohan roland roma ron rona ronald ronnie rory rosa rosalind rosanna rose
    rosemary rosie rowan rowena rowland roxanne roy royston roz ruby rufus rupert russell ruth ryan sabina
    sabrina sackville sadie sadiq said saira sally salma sam samantha samir sammy samson samuel sandra sandy
    sanjay saoirse sara sarah sasha saskia saul savannah scarlett scott scrope seamus sean sebastian seema
    selina selwyn serena seth seymour shaista shane shannon sharon shaun shauna sheila shelley sheridan sherry
    shirley shona sian sidney sienna silas silvia simon simone sinead siobhan smith sofia sonia sophia sophie
    spencer stacey stafford stan standish stanley stefan steffan stella steph stephanie stephen steve steven
    stevie stewart stratford stuart sue sunita susan susannah susie suzanne swynfen sybil sydney sylvia tabitha
    tamara tamsin tania tanya tara tariq tasha tatiana taylor ted terence teresa terry tess tessa thalia thea
    thelma theo theodora theodore theresa thomas tia tilly tim timothy tina toby tom tommy toni tony tracey
    tracy travis trevor tricia trina trish tristan tristram trudy tufton tyler uma una ursula val valentina
    valentine valerie vanessa vaughan vera vere verity vernon veronica vicary vicky victor victoria vikki vikram
    vincent viola violet virginia vivian vivien vivienne wadham wallace walter wanda watkin wayne weetman wendy
    wentworth wilbraham wilfred wilfrid will willa william willie willoughby wilson windham winifred winston wyn
    wyndham xavier yasmin yasmine yolanda yusuf yvette yvonne zac zach zachary zahra zainab zara zelda zena zoe
    zoya
    """
)
"""They distinguish a person ("and Ann Poe") from another part of a seat ("and Fenwick Sands"); an unlisted name is
not refused.
"""
