package import LicenseVerifier

/// A moment that a test states; a mistyped one ends the test run.
package func moment(_ text: String) -> Timestamp { Timestamp(text)! }

/// A condition that a test states.
package func condition(_ key: String, _ value: ConditionValue) -> Condition {
    Condition(ConditionKey(key)!, value)!
}
