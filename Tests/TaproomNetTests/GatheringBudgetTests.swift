import Testing

@testable import TaproomNet

/// The time that a loop may lose by letting others run.
@Suite struct GatheringBudgetTests {
    @Test func gatheringGoesOnWhileEventsAreWorthTheTime() {
        var budget = GatheringBudget()
        for turn in 0..<1000 {
            budget.count(250_000, events: 10, at: UInt64(turn))
            #expect(budget.allows(at: UInt64(turn)))
        }
    }

    @Test func lostTimeBringsAPause() {
        var budget = GatheringBudget()
        budget.count(4_000_000, events: 0, at: 7)
        #expect(budget.allows(at: 7))
        budget.count(1, events: 0, at: 8)
        #expect(!budget.allows(at: 9))
        #expect(!budget.allows(at: 250_000_007))
        #expect(budget.allows(at: 250_000_008))
    }

    @Test func afterAPauseThereIsABudgetAgain() {
        var budget = GatheringBudget()
        budget.count(9_000_000, events: 0, at: 0)
        budget.count(4_000_000, events: 0, at: 250_000_000)
        #expect(budget.allows(at: 250_000_000))
    }

    @Test func gainedTimeIsNotSavedBeyondTheBudget() {
        var budget = GatheringBudget()
        budget.count(0, events: 1_000_000, at: 0)
        budget.count(4_000_001, events: 0, at: 0)
        #expect(!budget.allows(at: 1))
    }

    @Test func anyLengthIsCounted() {
        var budget = GatheringBudget()
        budget.count(.max, events: 1, at: 5)
        #expect(!budget.allows(at: 6))
    }
}
