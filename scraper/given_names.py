"""Common given names, folded by :func:`scraper.names.name_key`.

They tell a name from other words where capitals don't ("Bob Roe:" at the head of a paragraph), and
a surname that is also a job from the job ("PETER SINGER"). A name that is missing here is still
read wherever a label is printed in capitals or marked by the page.
"""

from __future__ import annotations

GIVEN_NAMES = frozenset(
    """aaron abby abdul abdullah abe abigail abraham abu ada adam addison adele adrian adriana
    agnes ahmad ahmed aidan aileen ailsa aisha akiko al alan alana albert alberto alec alejandra
    alejandro alex alexander alexandra alexandria alexei alexi alexis alfonso alfred alfredo ali
    alice alicia alina alisa alison allan allen allison alma alvin alyssa amal amanda amara
    amber amelia amina amir amit amna amy ana anastasia anderson andre andrea andreas andrei
    andres andrew andy angel angela angelina anil anita ann anna annabelle anne annette annie
    anthony antoine anton antonia antonio antony anya april ara ari ariana ariel arlene armando
    arnold art arthur arturo arun asa ashley ashton asma astrid athena audie audrey august
    aurora austin ava avery ayesha aziz barack barbara barney barry bart bea beatrice becky
    belinda ben benedict benjamin bernadette bernard bernice bernie bert bertha beth betsy betty
    beverly bianca bill billie billy blaine blair blake blanca bo bob bobby bonnie boris brad
    bradley brady brandon brenda brendan brent bret brett brian bridget brianna brit britney
    brittany brock bruce bruno bryan bryant bryce byron caitlin caleb calvin cameron camila
    camille candace candice candy cara carl carla carlos carly carmen carol carole carolina
    caroline carolyn carrie carter casey cathy catherine cecil cecilia cecily cedric celeste
    celia cesar chad charlene charles charlie charlotte chelsea cherie cheryl chester chloe
    chris christa christian christiane christina christine christopher chuck cindy claire clara
    clarence clarissa claude claudia clay clayton clement cliff clifford clint clinton clyde
    cody colby cole colin colleen connie connor conor constance cora corey corinne cory courtney
    craig cristina crystal curt curtis cynthia cyrus daisy dale dallas damian damon dan dana
    dania daniel daniela danielle danny dante daphne darius darlene darrell darren darryl daryl
    dave david davis dawn dean deanna debbie deborah debra dee deirdre delia della delores
    demetrius denis denise dennis derek derrick desmond devin dexter diana diane dick diego
    dieter dimitri dina dirk dmitri dolores dominic dominique don donald donie donna donnie
    donovan dora doreen doris dorothea dorothy doug douglas drew duane dustin dwayne dwight
    dylan earl ed eddie edgar edith edmond edmund eduardo edward edwin eileen elaine eleanor
    elena eli elias elijah elinor elisa elisabeth elise eliza elizabeth ella ellen elliot
    elliott ellis elsa elsie elvis emanuel emil emilia emilio emily emma emmanuel emmett enrique
    eric erica erik erika erin ernest ernesto ernie esperanza esteban estelle esther ethan ethel
    eugene eugenia eunice eva evan eve evelyn everett ezra fabio faith farah farai fareed fatima
    fay faye felicia felipe felix fernando finn fiona flora florence floyd frances francesca
    francesco francis francisco francois frank frankie franklin fred freddie frederick frida
    fritz gabriel gabriela gail galina gareth garrett garry gary gavin gene genevieve geoff
    geoffrey george georgia gerald geraldine gerard gerry gertrude gil gilbert gina giovanni
    gladys glen glenn gloria gordon grace grady graham grant greg gregg gregory greta gretchen
    guadalupe guillermo gus gustavo guy gwen gwendolyn habib hailey hal hamid hana hank hannah
    hans harold harriet harris harrison harry harvey hassan hazel heather hector heidi helen
    helena helene henrietta henry herb herbert herman hilary hilda hillary hiroshi holly hope
    horace howard hubert hugh hugo humberto hunter hussein ian ibrahim ida ignacio igor ilana
    ilya imran ina india ingrid ira irene irina iris irma irving isa isaac isabel isabella
    isaiah ismail israel ivan ivy jack jackie jackson jacob jacqueline jacques jade jaime jake
    jamal james jamie jan jana jane janet janice janine jared jasmine jason javier jay jayne
    jean jeanette jeanine jeanne jeb jed jeff jeffrey jen jenna jennifer jenny jeremiah jeremy
    jermaine jerome jerry jesse jessica jessie jesus jill jillian jim jimmy jo joan joann joanna
    joanne joaquin jocelyn jodi jodie jody joe joel joey johan johannes john johnnie johnny jon
    jonah jonas jonathan joni jordan jorge jose josef joseph josephine josh joshua josie joy
    joyce juan juana juanita judah jude judith judy jules julia julian juliana julie juliet
    julio julius june justin kai karen kari karim karin karina karl karla kate katharine
    katherine kathleen kathryn kathy katie katrina katya kay kayla keisha keith kelley kelly
    kelsey ken kendall kendra kenneth kenny kent kerry kevin khalid kim kimberly kirk kirsten
    kit klaus kris krista kristen kristin kristina kurt kyle kyra lamar lana lance lara larry
    latoya laura laurel lauren laurence laurie lawrence layla lea leah lee leigh leila lena
    lenny leo leon leonard leonardo leroy lesley leslie lester leticia lew lewis lexi liam lila
    lillian lily lina linda lindsay lindsey lionel lisa liz liza lloyd logan lois lola lonnie
    lora loren lorenzo loretta lori lorraine lou louis louisa louise lourdes lucas lucia lucille
    lucy luigi luis luisa lukas luke lulu lydia lyle lynda lyndon lynette lynn lynne mabel mac
    mackenzie madeleine madeline madison mae maggie mahmoud malala malcolm malik mandy manuel
    mara marc marcel marcela marcelo marcia marco marcos marcus margaret margarita margie margot
    maria mariah mariam marian marianne maribel marie mariel marilyn marina mario marisa marissa
    marjorie mark marla marlene marlon marsha marshall marta martha martin martina marty marvin
    mary maryam mason mateo mathew matilda matt matthew maude maureen maurice mauricio max
    maxine maya mayra megan mehmet mel melanie melba melinda melissa melody mercedes meredith
    merle mia michael michaela michel michele michelle miguel mika mike mikhail mila mildred
    miles milo milton mimi mina mindy minnie miranda miriam misha mitch mitchell mitt mohamed
    mohammad mohammed moira mollie molly mona monica monique morgan morris moses muhammad murray
    mustafa myra myrna myron nadia nadine nancy naomi nat natalia natalie natasha nate nathan
    nathaniel ned neil nell nellie nelson nermeen newt nia nicholas nick nicola nicolas nicole
    nigel nikita nikki nikolai nina noah noel nolan nora noreen norm norma norman odessa olga
    oliver olivia omar ophelia ora orlando oscar osama otis otto owen pablo paige pam pamela
    paola pat patience patrice patricia patrick patsy patti patty paul paula paulette pauline
    pearl pedro peg peggy penelope penny percy perry pete peter petra peyton phil philip phillip
    phoebe phyllis pierce pierre piers pilar polly preston priscilla priya quentin quincy quinn
    rachael rachel rafael ralph ramon ramona randall randi randolph randy rania raquel rashid
    raul ravi ray raymond reba rebecca reed reggie regina reginald rene renee reuben rex rhoda
    rhonda ricardo richard rick ricky riley rita rob robbie robert roberta roberto robin robyn
    rocco rocio rod roderick rodney rodrigo roger roland rolando roman romeo ron ronald ronnie
    rory rosa rosalie rosalind rosanna rose roseanne rosemary roslyn ross roxanne roy ruben ruby
    rudolph rudy rufus rush russ russell rusty ruth ryan sabrina sadie sal sally salman salvador
    sam samantha samir sammy samuel sandra sandy sanjay santiago sara sarah sasha saul savannah
    scott sean sebastian selena selma serena serge sergei sergey sergio seth shane shannon shari
    sharon shaun shauna shawn sheila shelby sheldon shelley shelly sherman sherri sherry sheryl
    shira shirley sid sidney sierra silvia simon simone skip skyler sofia sol soledad solomon
    sonia sonja sonya sophia sophie soraya spencer stacey stacy stan stanley stella stephan
    stephanie stephen sterling steve steven stewart stuart sue sunil susan susana susanna
    susanne susie suzanne suzy sven sybil sydney sylvester sylvia tamara tamika tammy tania
    tanya tara tariq tasha tatiana tavis taylor ted terence teresa teri terrance terrell
    terrence terri terry tess tessa thaddeus thea thelma theo theodora theodore theresa thomas
    tiffany tim timothy tina toby todd tom tomas tommy toni tony tonya tracey traci tracy travis
    trent trevor trey tricia trina trish troy trudy tucker tyler tyrone ulysses uma ursula
    valentina valeria valerie van vanessa vaughn vera vernon veronica vic vicki vicky victor
    victoria vijay vikram vince vincent viola violet virgil virginia vivian vladimir wade
    wallace wally walt walter wanda ward warren wayne wendell wendy wes wesley whitney whoopi
    wilbur wilfred will willa willard william willie wilma wilson winifred winona winston wolf
    woodrow wyatt xavier yasmin yolanda york yusuf yvette yvonne zach zachary zack zane
    zoe""".split()
)
