terraform import ringcx_rights_document.ivr 1001:7001
