extension Corpus {
    static let belgian = [
        Section(
            style: "Saison",
            lines: """
                Barnyard Dancer / Saison
                Muddy Clogs / Farmhouse Saison
                Tractor Sonata / Saison
                Rustic Flamingo / Saison
                Orchard Trespasser / Rye Saison
                Wildflower Wrestler / Saison
                Hayloft Opera / Farmhouse Saison
                Wandering Goose / Saison
                Peppery Pilgrim / Peppercorn Saison
                Crooked Farmer / Farmhouse Saison
                Farmhand's Fiddle / Saison
                Runaway Scarecrow / Brett Saison
                Hedgerow Hermit / Saison
                Country Chandelier / Farmhouse Saison
                Dusty Cartwheel / Rye Saison
                Meadow Mischief / Saison
                Nomad Turnip / Saison
                Barefoot Beekeeper / Honey Saison
                Gravel Picnic / Farmhouse Saison
                Windfall Fiddler / Brett Saison
                Pitchfork Waltz / Saison
                Lavender Donkey / Saison
                Thistle Serenade / Dry-Hopped Saison
                Field+piper / Saison
                Hedge+hopper / Farmhouse Saison
                Clover+goat / Rye Saison
                Bee+juggler / Honey Saison
                Corn+weaver / Saison
                Meadow+gazer / Brett Saison
                Three Rustic Donkeys / Farmhouse Saison
                Six Muddy Clogs / Saison
                Two Wandering Fiddlers / Saison
                Four Barefoot Farmers / Rye Saison
                """),
        Section(
            style: "Belgian Tripel",
            lines: """
                Cloister Cat / Tripel
                Steeple Juggler / Belgian Tripel
                Gilded Snail / Tripel
                Candlelit Canary / Belgian Tripel
                Trapeze Tulip / Tripel
                Velvet Staircase / Belgian Tripel
                Angelic Hiccup / Tripel
                Marble Fountain / Belgian Tripel
                Radiant Pickle / Tripel
                Waltzing Gargoyle / Abbey Tripel
                Marble Polisher / Tripel
                Sunlit Archway / Abbey Tripel
                Dizzy Weathercock / Belgian Tripel
                Courtyard Magpie / Tripel
                Ornate Doorknob / Abbey Tripel
                Whistling Sculptor / Belgian Tripel
                Honeyed Trumpet / Honey Tripel
                Triumphant Turtle / Tripel
                Elegant Avalanche / Belgian Tripel
                Topaz Peacock / Tripel
                Belfry Badger / Abbey Tripel
                Silk Accordion / Belgian Tripel
                Lucky Fresco / Tripel
                Chandelier / Tripel
                Bell+keeper / Abbey Tripel
                Tricycle / Tripel
                Candle+weaver / Belgian Tripel
                Peacock / Honey Tripel
                Star+gazer / Belgian Tripel
                Three Gilded Snails / Tripel
                Three Elegant Peacocks / Belgian Tripel
                Nine Radiant Candles / Abbey Tripel
                Seven Whistling Sculptors / Tripel
                """),
        Section(
            style: "Belgian Dubbel",
            lines: """
                Humble Candle / Dubbel
                Cloister Mouse / Abbey Dubbel
                Velvet Sandal / Belgian Dubbel
                Raisin Philosopher / Dubbel
                Contented Mole / Belgian Dubbel
                Gothic Doorbell / Abbey Dubbel
                Woolen Hourglass / Dubbel
                Plum Librarian / Belgian Dubbel
                Echoing Cellist / Abbey Dubbel
                Scribe's Spectacles / Dubbel
                Studious Owl / Belgian Dubbel
                Garden Bellows / Abbey Dubbel
                Mahogany Rabbit / Dubbel
                Russet Robin / Belgian Dubbel
                Quill Collector / Abbey Dubbel
                Patient Parchment / Dubbel
                Creaking Bookshelf / Belgian Dubbel
                Fig Detective / Dubbel
                Hushed Trombone / Abbey Dubbel
                Candied Hedgehog / Belgian Dubbel
                Hooded Falcon / Dubbel
                Ancient Cupboard / Abbey Dubbel
                Stained Window / Belgian Dubbel
                Manuscript / Dubbel
                Candle+keeper / Abbey Dubbel
                Book+weaver / Belgian Dubbel
                Plum+beard / Dubbel
                Cobbler / Belgian Dubbel
                Raven+beard / Dubbel
                Two Studious Owls / Belgian Dubbel
                Two Humble Scribes / Dubbel
                Four Hooded Robins / Abbey Dubbel
                Six Ancient Quills / Belgian Dubbel
                """),
    ]
}
