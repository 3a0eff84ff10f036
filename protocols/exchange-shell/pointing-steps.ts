/**
 * What the script does with its values. Parameters are those of the cmdlets' pages (New-AuthServer, New-PartnerApplication,
 * Add-AvailabilityAddressSpace, New-OrganizationRelationship and their Set-, Test- and Remove- forms).
 */
export const POINTING_STEPS = String.raw`# ---- Before: is it the gateway you spoke to? ----
if ($useTokens -and $linkedAccount -eq '') {
  Write-Warning 'Fill in $linkedAccount first; steps 1 and 2 are left out.'
  $useTokens = $false
}
if ($useTokens) {
  # The document lists the certificates of the gateway; one has to have the fingerprint you compared.
  $document = Invoke-RestMethod -Uri $metadataUrl
  $sha256 = [System.Security.Cryptography.SHA256]::Create()
  $seen = @($document.keys | ForEach-Object {
    -join ($sha256.ComputeHash([Convert]::FromBase64String($_.keyvalue.value)) | ForEach-Object { $_.ToString('x2') })
  })
  if ($seen -notcontains $fingerprint) { throw 'Another certificate is published there. Nothing was changed.' }
}

# ---- 1. Accept tokens signed by the gateway's keys ----
if ($useTokens) {
  # An authorization server is a list of keys at an address. When the gateway has rolled its certificate, run:
  #   Set-AuthServer -Identity $name -RefreshAuthMetadata
  if ($null -eq (Get-AuthServer | Where-Object { $_.Name -eq $name })) {
    New-AuthServer -Name $name -AuthMetadataUrl $metadataUrl -Enabled $true
  } else {
    Set-AuthServer -Identity $name -AuthMetadataUrl $metadataUrl -Enabled $true
  }
}

# ---- 2. Let the gateway ask, with the rights of one account and no more ----
if ($useTokens) {
  if ($null -eq (Get-PartnerApplication | Where-Object { $_.Name -eq $name })) {
    # Its identifier and realm are those of the document that was just checked.
    New-PartnerApplication -Name $name -ApplicationIdentifier $document.serviceName -Realm $document.realm -LinkedAccount $linkedAccount -Enabled $true
  } else {
    Set-PartnerApplication -Identity $name -ApplicationIdentifier $document.serviceName -Realm $document.realm -LinkedAccount $linkedAccount -Enabled $true
  }
}

# ---- 3. Send your people's questions to the gateway, by name and password ----
if ($useAddressSpace) {
  # The name and password of an account at the gateway; its administrator gives you both.
  $credential = Get-Credential -Message 'Account at the gateway'
  foreach ($domain in $domains) {
    # One address space for each domain; it has no Set- form, so an old one is taken away first.
    Get-AvailabilityAddressSpace | Where-Object { $_.ForestName -eq $domain } | Remove-AvailabilityAddressSpace -Confirm:$false
    Add-AvailabilityAddressSpace -ForestName $domain -AccessMethod OrgWideFB -Credentials $credential -TargetAutodiscoverEpr $autodiscoverUrl
  }
}

# ---- 4. What your server gives the gateway's people, and where it asks, as a relationship ----
if ($useRelationship) {
  $settings = @{
    DomainNames           = $domains
    Enabled               = $true
    # The page says that this retrieves; what it does is to let your server answer.
    FreeBusyAccessEnabled = $true
    FreeBusyAccessLevel   = $givenLevel
    TargetApplicationUri  = $applicationUri
    TargetAutodiscoverEpr = $autodiscoverUrl
    # With this set, Exchange asks here and leaves Autodiscover alone.
    TargetSharingEpr      = $ewsUrl
  }
  if ($null -eq (Get-OrganizationRelationship | Where-Object { $_.Name -eq $name })) {
    New-OrganizationRelationship -Name $name @settings
  } else {
    Set-OrganizationRelationship -Identity $name @settings
  }
}

# ---- Check ----
# A connector for one of these domains comes before both 3 and 4, also where it fails: there should be none.
Get-IntraOrganizationConnector | Where-Object { $_.Enabled -and @($_.TargetAddressDomains | Where-Object { $domains -contains "$_" }).Count -gt 0 } | Format-List Name, TargetAddressDomains
Get-AuthServer | Where-Object { $_.Name -eq $name } | Format-List Name, Enabled, AuthMetadataUrl, IssuerIdentifier
Get-PartnerApplication | Where-Object { $_.Name -eq $name } | Format-List Name, Enabled, ApplicationIdentifier, Realm, LinkedAccount
Get-AvailabilityAddressSpace | Where-Object { $domains -contains $_.ForestName } | Format-List ForestName, AccessMethod, TargetAutodiscoverEpr
Get-OrganizationRelationship | Where-Object { $_.Name -eq $name } | Format-List Name, DomainNames, FreeBusyAccess*, Target*
if ($yourMailbox -ne '') {
  if ($useTokens) { Test-OAuthConnectivity -Service EWS -TargetUri $ewsUrl -Mailbox $yourMailbox -Verbose }
  if ($useRelationship) { Test-OrganizationRelationship -UserIdentity $yourMailbox -Identity $name -Verbose }
}

# ---- Undo: take the mark off these lines, and run them with the values above ----
# Get-OrganizationRelationship | Where-Object { $_.Name -eq $name } | Remove-OrganizationRelationship -Confirm:$false
# Get-AvailabilityAddressSpace | Where-Object { $domains -contains $_.ForestName } | Remove-AvailabilityAddressSpace -Confirm:$false
# Get-PartnerApplication | Where-Object { $_.Name -eq $name } | Remove-PartnerApplication -Confirm:$false
# Get-AuthServer | Where-Object { $_.Name -eq $name } | Remove-AuthServer -Confirm:$false
`
