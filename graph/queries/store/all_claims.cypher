// Every claim, withdrawn ones too.
MATCH (c:Claim) RETURN properties(c) AS claim
